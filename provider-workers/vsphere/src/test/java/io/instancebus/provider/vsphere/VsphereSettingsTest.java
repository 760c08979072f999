package io.instancebus.provider.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.http.Trust;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an account can be told, how machines are called, and how faults are sorted. */
class VsphereSettingsTest {
    private static final Map<String, String> LEAST =
            Map.of("url", "https://vcenter.example.com", "user", "bus", "password", "file:vcenter");

    @Test
    void theLeastThatMustBeSaidHasDefaults() {
        VsphereConfig config = VsphereConfig.read(LEAST);
        assertThat(config.url()).hasToString("https://vcenter.example.com/sdk");
        assertThat(config.trust()).isEqualTo(new Trust.Machine());
        assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VsphereConfig.read(with("no-such", "x")))
                .withMessageContaining("no-such");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VsphereConfig.read(with("url", "http://vcenter.example.com")))
                .withMessageContaining("https");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VsphereConfig.read(with("certificate-sha256", "abc")))
                .withMessageContaining("64");
        Map<String, String> both = new HashMap<>(with("ca-file", "/etc/ca.pem"));
        both.put("trust-all-certificates", "true");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VsphereConfig.read(both))
                .withMessageContaining("only one");
    }

    @Test
    void everybodyIsBelievedOnlyWhenThatIsSaid() {
        assertThat(VsphereConfig.read(with("trust-all-certificates", "false")).trust())
                .isEqualTo(new Trust.Machine());
        assertThat(VsphereConfig.read(with("trust-all-certificates", "true")).trust())
                .isEqualTo(new Trust.Anybody());
    }

    @Test
    void oneRequestKeyHasOneNativeIdAndTheMachinesNameEndsWithIt() {
        String nativeId = Naming.nativeId("key-1");
        assertThat(nativeId).isEqualTo(Naming.nativeId("key-1")).isNotEqualTo(Naming.nativeId("key-2"));
        String name = Naming.machine("a/b%c" + "x".repeat(200), nativeId);
        assertThat(name).hasSize(80).doesNotContain("/", "%");
        assertThat(Naming.markIn(name)).contains(Naming.mark(nativeId));
        assertThat(Naming.markIn("somebody-elses")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "NoDiskSpace, CAPACITY",
        "InsufficientResourcesFault, CAPACITY",
        "NotEnoughLicenses, QUOTA",
        "InvalidArgument, INVALID",
        "CustomizationFault, INVALID",
        "NoPermission, AUTH",
        "InvalidLogin, AUTH",
        "DuplicateName, CONFLICT",
        "InvalidPowerState, CONFLICT",
        "ManagedObjectNotFound, NOT_FOUND",
        "TaskInProgress, RETRYABLE",
        "HostNotConnected, RETRYABLE",
        "SystemError, INTERNAL"
    })
    void aFaultIsSorted(String type, FailureCategory category) {
        assertThat(Failures.category(type)).isEqualTo(category);
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> settings = new HashMap<>(LEAST);
        settings.put(name, value);
        return settings;
    }
}
