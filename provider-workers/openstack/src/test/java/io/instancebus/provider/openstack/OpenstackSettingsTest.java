package io.instancebus.provider.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.instancebus.domain.ProviderType;
import io.instancebus.provider.http.Trust;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of an account. */
class OpenstackSettingsTest {
    private static final Map<String, String> OPENSTACK = Map.of(
            "auth-url", "https://cloud.example.com:5000/v3/",
            "compute-url", "https://cloud.example.com:8774/v2.1",
            "user", "bus",
            "password", "file:openstack",
            "project-name", "instances");
    private static final Map<String, String> RACKSPACE = Map.of(
            "compute-url", "https://ord.servers.api.rackspacecloud.com/v2/123456",
            "user", "bus",
            "api-key", "env:INSTANCE_BUS_SECRET_RACKSPACE");

    @Test
    void theLeastThatMustBeSaidHasDefaults() {
        OpenstackConfig config = openstack(OPENSTACK);
        assertThat(config.authUrl()).hasToString("https://cloud.example.com:5000/v3");
        assertThat(config.login())
                .isEqualTo(new Login.Password(
                        "bus", "Default", new Login.Project.Named("instances", "Default"), "file:openstack"));
        assertThat(config.imageUrl()).isNull();
        assertThat(config.trust()).isEqualTo(new Trust.Machine());
        assertThat(config.callTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.configDrive()).isFalse();
        assertThat(config.networks()).isEmpty();
    }

    @Test
    void glanceIsAskedWhereItIsSaidToBe() {
        assertThat(openstack(with(OPENSTACK, "image-url", "https://cloud.example.com:9292/"))
                        .imageUrl())
                .hasToString("https://cloud.example.com:9292");
    }

    @Test
    void rackspaceIsFoundByItself() {
        OpenstackConfig config = rackspace(RACKSPACE);
        assertThat(config.authUrl()).hasToString("https://identity.api.rackspacecloud.com/v2.0");
        assertThat(config.login()).isEqualTo(new Login.ApiKey("bus", "env:INSTANCE_BUS_SECRET_RACKSPACE"));
    }

    @ParameterizedTest
    @CsvSource({
        "no-such, x, no-such",
        "api-key, file:x, has no setting",
        "compute-url, '', compute-url is missing",
        "compute-url, cloud.example.com, must be like https",
        "compute-url, http://cloud.example.com/v2.1, in clear",
        "image-url, cloud.example.com, must be like https://cloud.example.com:9292",
        "image-url, https://cloud.example.com/image/v2/, must not contain Glance's version",
        "image-url, http://cloud.example.com:9292, in clear",
        "compute-url, https://cloud .example.com, openstack.compute-url is not a URL",
        "compute-url, https://bus:hunter2@cloud.example.com, must not contain a user or a password",
        "password, hunter2, openstack.password must be a reference to the secret",
        "project-id, 7f31, either project-id or project-name",
        "project-name, a:b, colon",
        "application-credential-id, 3e0a, either application-credential-id",
        "config-drive, yes, true or false",
        "call-timeout-ms, soon, must be a number",
        "call-timeout-ms, 30000, 1000 to 25000"
    })
    void whatIsWrongIsNamed(String name, String value, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> openstack(with(OPENSTACK, name, value)))
                .withMessageContaining(words)
                .withMessageNotContaining("hunter2");
    }

    @Test
    void everySecretIsAReference() {
        Map<String, String> credential = new HashMap<>(OPENSTACK);
        credential.keySet().removeAll(List.of("user", "password", "project-name"));
        credential.putAll(Map.of("application-credential-id", "3e0a", "application-credential-secret", "hunter2"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> openstack(credential))
                .withMessageContaining("openstack.application-credential-secret must be a reference to the secret")
                .withMessageNotContaining("hunter2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rackspace(with(RACKSPACE, "api-key", "hunter2")))
                .withMessageContaining("rackspace.api-key must be a reference to the secret")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void rackspaceHasOneSecretAndNoProject() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rackspace(with(RACKSPACE, "password", "file:x")))
                .withMessageContaining("either api-key or password");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rackspace(with(RACKSPACE, "project-name", "x")))
                .withMessageContaining("project-name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rackspace(with(RACKSPACE, "image-url", "https://cloud.example.com:9292")))
                .withMessageContaining("has no setting \"image-url\"");
    }

    @Test
    void httpIsForThisMachineUnlessItIsSaid() {
        assertThat(openstack(with(OPENSTACK, "compute-url", "http://127.0.0.1:8774/v2.1"))
                        .computeUrl())
                .hasToString("http://127.0.0.1:8774/v2.1");
        Map<String, String> clear = with(OPENSTACK, "compute-url", "http://cloud.example.com:8774/v2.1");
        assertThat(openstack(with(clear, "allow-http", "true")).computeUrl().getScheme())
                .isEqualTo("http");
    }

    private static OpenstackConfig openstack(Map<String, String> settings) {
        return OpenstackSettings.read(ProviderType.OPENSTACK, settings, Duration.ofSeconds(20));
    }

    private static OpenstackConfig rackspace(Map<String, String> settings) {
        return OpenstackSettings.read(ProviderType.RACKSPACE, settings, Duration.ofSeconds(20));
    }

    private static Map<String, String> with(Map<String, String> least, String name, String value) {
        Map<String, String> settings = new HashMap<>(least);
        settings.put(name, value);
        return settings;
    }
}
