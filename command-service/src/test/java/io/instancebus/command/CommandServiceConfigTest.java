package io.instancebus.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.domain.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        CommandServiceConfig config = read(BUS);
        assertThat(config.applicationId()).isEqualTo("test.instance-bus-command-service");
        assertThat(config.instanceName()).isEqualTo("default");
        assertThat(config.standbyReplicas()).isZero();
        assertThat(config.threads()).isEqualTo(1);
        assertThat(config.accounts()).isEmpty();
    }

    @Test
    void everySettingIsRead() throws IOException {
        CommandServiceConfig config = read(BUS + """
                applicationId: app
                stateDirectory: /var/lib/state
                instanceName: one
                standbyReplicas: 2
                threads: 4
                accounts:
                  - name: lab
                    provider: vsphere
                    policy:
                      stallAfter: 90s
                      hardLimit: PT2H
                      firstLook: 250ms
                      longestLook: 1m
                      forgetAfter: 48h
                      maxAttempts: 3
                """);
        assertThat(config.applicationId()).isEqualTo("app");
        assertThat(config.stateDirectory()).isEqualTo(Path.of("/var/lib/state"));
        assertThat(config.instanceName()).isEqualTo("one");
        assertThat(config.standbyReplicas()).isEqualTo(2);
        assertThat(config.threads()).isEqualTo(4);
        Policy policy = config.knownAccounts().find("lab").orElseThrow().policy();
        assertThat(policy.stallAfter()).isEqualTo(Duration.ofSeconds(90));
        assertThat(policy.hardLimit()).isEqualTo(Duration.ofHours(2));
        assertThat(policy.firstLook()).isEqualTo(Duration.ofMillis(250));
        assertThat(policy.longestLook()).isEqualTo(Duration.ofMinutes(1));
        assertThat(policy.forgetAfter()).isEqualTo(Duration.ofHours(48));
        assertThat(policy.maxAttempts()).isEqualTo(3);
        assertThat(policy.submitWindow()).isEqualTo(Policy.cloud().submitWindow());
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertRefused(BUS + "treads: 4\n", "treads");
        assertRefused(BUS + "threads: 0\n", "threads");
        assertRefused("threads: 1\n", "bus");
        assertRefused(BUS + "accounts: [{name: a, provider: azure}]\n", "azure");
        assertRefused(BUS + "accounts: [{name: a, provider: ec2, policy: {patience: 3s}}]\n", "patience");
        assertRefused(BUS + "accounts: [{name: a, provider: ec2, policy: {stallAfter: soon}}]\n", "stallAfter");
        assertRefused(BUS + "accounts: [{name: a, provider: ec2}, {name: a, provider: ec2}]\n", "two of the name a");
    }

    private void assertRefused(String yaml, String named) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("config.yaml")
                .hasMessageContaining(named);
    }
}
