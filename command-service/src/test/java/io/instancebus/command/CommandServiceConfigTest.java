package io.instancebus.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.accounts.AccountsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandServiceConfigTest {
    private static final String BUS = """
            bus:
              bootstrapServers: "127.0.0.1:9092"
              registryUrl: "http://127.0.0.1:8081"
              topicPrefix: "test."
            """;

    @TempDir
    Path directory;

    private CommandServiceConfig read(String yaml) throws IOException {
        return CommandServiceConfig.read(Files.writeString(directory.resolve("config.yaml"), yaml));
    }

    @Test
    void whatIsLeftOutHasADefault() throws IOException {
        CommandServiceConfig config = read(BUS + "accountsFile: accounts.yaml\n");
        assertThat(config.applicationId()).isEqualTo("test.instance-bus-command-service");
        assertThat(config.instanceName()).isEqualTo("default");
        assertThat(config.standbyReplicas()).isZero();
        assertThat(config.threads()).isEqualTo(1);
        assertThat(config.accounts()).isEqualTo(AccountsSource.in(directory.resolve("accounts.yaml")));
    }

    @Test
    void everySettingIsRead() throws IOException {
        CommandServiceConfig config = read(BUS + """
                applicationId: app
                stateDirectory: /var/lib/state
                instanceName: one
                standbyReplicas: 2
                threads: 4
                accountsFile: /etc/accounts.yaml
                """);
        assertThat(config.applicationId()).isEqualTo("app");
        assertThat(config.stateDirectory()).isEqualTo(Path.of("/var/lib/state"));
        assertThat(config.instanceName()).isEqualTo("one");
        assertThat(config.standbyReplicas()).isEqualTo(2);
        assertThat(config.threads()).isEqualTo(4);
        assertThat(config.accounts()).isEqualTo(AccountsSource.in(Path.of("/etc/accounts.yaml")));
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertRefused(BUS + "accountsFile: a\ntreads: 4\n", "treads");
        assertRefused(BUS + "accountsFile: a\nthreads: 0\n", "threads");
        assertRefused("threads: 1\n", "bus");
        assertRefused(BUS, "accountsFile");
        assertRefused(BUS + "accounts: []\n", "accounts");
    }

    private void assertRefused(String yaml, String named) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("config.yaml")
                .hasMessageContaining(named);
    }
}
