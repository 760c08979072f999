package io.instancebus.provider.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.http.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of an account, and the categories of errors. */
class Ec2SettingsTest {
    private static final Map<String, String> LEAST =
            Map.of("region", "eu-west-1", "access-key-id", "AKIA", "secret-access-key", "file:ec2");

    private static Map<String, String> with(String name, String value) {
        Map<String, String> settings = new HashMap<>(LEAST);
        settings.put(name, value);
        return settings;
    }

    @Test
    void theLeastThatMustBeSaidHasDefaults() {
        Ec2Config config = Ec2Config.read(LEAST);
        assertThat(config.endpoint()).hasToString("https://ec2.eu-west-1.amazonaws.com/");
        assertThat(config.trust()).isEqualTo(new Trust.Machine());
        assertThat(config.apiVersion()).isEqualTo("2016-11-15");
        assertThat(config.instanceType()).isEqualTo("t3.micro");
        assertThat(config.imageOwners()).containsExactly("self");
        assertThat(config.imageLimit()).isEqualTo(200);
        assertThat(config.callTimeout()).isEqualTo(Duration.ofSeconds(6));
        assertThat(config.consistencyWindow()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.securityGroups()).isEmpty();
    }

    @Test
    void allThatCanBeSaidIsHeard() {
        Map<String, String> settings = new HashMap<>(LEAST);
        settings.putAll(Map.of(
                "endpoint", "https://ec2.example.com:443/services/Cloud",
                "session-token", "env:TOKEN",
                "certificate-sha256", "ab".repeat(32),
                "zone", "z",
                "subnet", "subnet-1",
                "key-name", "k",
                "security-groups", " a , sg-1,",
                "image-owners", "amazon,self",
                "images", "ami-1",
                "image-name", "ubuntu*"));
        settings.putAll(Map.of(
                "image-limit", "7",
                "instance-type", "t",
                "instance-types", "t,u",
                "instance-profile", "p",
                "api-version", "2014-01-01",
                "call-timeout-ms", "2000",
                "consistency-window-ms", "0",
                "ssh-username", "admin"));
        Ec2Config config = Ec2Config.read(settings);
        assertThat(config.endpoint()).hasToString("https://ec2.example.com/services/Cloud");
        assertThat(config.key()).isEqualTo(new KeyOrigin.Stored("AKIA", "file:ec2", "env:TOKEN"));
        assertThat(config.trust()).isEqualTo(new Trust.Fingerprint("ab".repeat(32)));
        assertThat(config.zone()).isEqualTo("z");
        assertThat(config.subnet()).isEqualTo("subnet-1");
        assertThat(config.keyName()).isEqualTo("k");
        assertThat(config.securityGroups()).containsExactly("a", "sg-1");
        assertThat(config.imageOwners()).containsExactly("amazon", "self");
        assertThat(config.images()).containsExactly("ami-1");
        assertThat(config.imageName()).isEqualTo("ubuntu*");
        assertThat(config.imageLimit()).isEqualTo(7);
        assertThat(config.instanceType()).isEqualTo("t");
        assertThat(config.instanceTypes()).containsExactly("t", "u");
        assertThat(config.instanceProfile()).isEqualTo("p");
        assertThat(config.apiVersion()).isEqualTo("2014-01-01");
        assertThat(config.callTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.consistencyWindow()).isZero();
        assertThat(config.sshUsername()).isEqualTo("admin");
    }

    @ParameterizedTest
    @CsvSource({
        "no-such, x, access-key-id",
        "secret-access-key, hunter2, must be a reference to the secret",
        "session-token, hunter2, must be a reference to the secret",
        "credentials, hunter2, key or instance-profile",
        "credentials, instance-profile, access-key-id",
        "metadata-endpoint, http://127.0.0.1, credentials",
        "endpoint, http://ec2.example.com, https",
        "endpoint, https://user:pw@ec2.example.com, endpoint",
        "endpoint, ec2.example.com, endpoint",
        "endpoint, https://ec2.example.com:65536, endpoint has a port",
        "region, a b, region",
        "image-limit, 1001, image-limit",
        "image-limit, many, number",
        "call-timeout-ms, 60000, call-timeout-ms",
        "api-version, latest, api-version",
        "region, '', region"
    })
    void whatIsWrongIsNamedAndNoSecretRepeated(String name, String value, String said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ec2Config.read(with(name, value)))
                .withMessageContaining(said)
                .withMessageNotContaining("hunter2");
    }

    @Test
    void theKeyOfTheMachinesRoleIsAskedForWhereAmazonHasIt() {
        assertThat(Ec2Config.read(Map.of("region", "eu-west-1", "credentials", "instance-profile"))
                        .key())
                .isEqualTo(new KeyOrigin.InstanceProfile(URI.create("http://169.254.169.254")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://metadata.example.com", "https://169.254.169.254", "http://169.254.169.254/?x", "nowhere"
            })
    void aMetadataServiceIsNearby(String endpoint) {
        Map<String, String> settings =
                Map.of("region", "eu-west-1", "credentials", "instance-profile", "metadata-endpoint", endpoint);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ec2Config.read(settings))
                .withMessageContaining("ec2.metadata-endpoint must be");
    }

    @ParameterizedTest
    @CsvSource({
        "InsufficientInstanceCapacity, CAPACITY",
        "InsufficientFreeAddressesInSubnet, CAPACITY",
        "InstanceLimitExceeded, QUOTA",
        "VcpuLimitExceeded, QUOTA",
        "VolumeLimitExceeded, QUOTA",
        "MaxSpotInstanceCountExceeded, QUOTA",
        "RequestLimitExceeded, RATE_LIMITED",
        "Throttling, RATE_LIMITED",
        "AuthFailure, AUTH",
        "UnauthorizedOperation, AUTH",
        "InvalidClientTokenId, AUTH",
        "RequestExpired, AUTH",
        "OptInRequired, AUTH",
        "IncorrectInstanceState, CONFLICT",
        "OperationNotPermitted, CONFLICT",
        "InvalidKeyPair.Duplicate, CONFLICT",
        "InvalidInstanceID.NotFound, NOT_FOUND",
        "InvalidAMIID.NotFound, NOT_FOUND",
        "InvalidAMIID.Unavailable, INVALID",
        "InvalidInstanceID.Malformed, INVALID",
        "InvalidParameterValue, INVALID",
        "InvalidParameterCombination, INVALID",
        "MissingParameter, INVALID",
        "UnsupportedOperation, INVALID",
        "Unsupported, INVALID",
        "FilterLimitExceeded, INVALID",
        "Unavailable, RETRYABLE",
        "InternalError, RETRYABLE",
        "SomethingNew, INTERNAL"
    })
    void everyErrorHasItsCategory(String code, FailureCategory category) {
        assertThat(Failures.category(code)).isEqualTo(category);
    }
}
