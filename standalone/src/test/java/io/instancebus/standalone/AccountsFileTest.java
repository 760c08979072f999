package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.FailureCategory;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.CommandOutcome;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.embedded.ec2.Ec2Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the accounts file says of each of two accounts with one provider holds, on what a user starts, through Kafka. */
class AccountsFileTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PER_SECOND = 1;
    private static final int CREATES = 10;

    @TempDir
    private Path folder;

    @Test
    void eachAccountHasItsOwnLimitAndADeadlineCanBeChanged() throws Exception {
        Path data = folder.resolve("data");
        Path secrets = Files.createDirectories(data.resolve("secrets"));
        Files.writeString(secrets.resolve("ec2"), Ec2Simulator.SECRET_ACCESS_KEY);
        Path file = folder.resolve("accounts.yaml");
        try (Ec2Simulator ireland = Ec2Simulator.start();
                Ec2Simulator ohio = Ec2Simulator.start()) {
            write(file, account("ireland", ireland, ""), account("ohio", ohio, limit()));
            try (RunningBus bus = RunningBus.up(data, "--accounts", file.toString());
                    InstanceBusClient client = new InstanceBusClient(ClientConfig.of(
                            bus.addresses().bootstrapServers(), bus.addresses().registryUrl(), "accounts-file"))) {
                aLimitHoldsForItsAccountAlone(client, ireland, ohio);

                // Under the provider's usual deadlines this would be waited for a quarter of an hour.
                Duration never = Duration.ofHours(1);
                ireland.transitions(never, never, never);
                write(file, account("ireland", ireland, impatience()), account("ohio", ohio, limit()));
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> RunningBus.log(data).contains("The accounts have changed"));
                CommandOutcome outcome =
                        client.execute(create(client, "ireland"), PATIENCE).join();
                assertThat(outcome)
                        .isInstanceOfSatisfying(
                                CommandOutcome.Failed.class,
                                failed -> assertThat(failed.failure().getCategory())
                                        .isEqualTo(FailureCategory.TIMEOUT));
            }
        }
    }

    private static void aLimitHoldsForItsAccountAlone(
            InstanceBusClient client, Ec2Simulator ireland, Ec2Simulator ohio) {
        long from = System.nanoTime();
        List<CompletableFuture<CommandOutcome>> limited = creates("ohio", client);
        List<CompletableFuture<CommandOutcome>> unlimited = creates("ireland", client);
        assertAllSucceed(unlimited);
        assertThat(limited).as("is still at it").anyMatch(outcome -> !outcome.isDone());
        assertAllSucceed(limited);
        // A burst of a second's calls at once, and then so many in a second.
        assertThat(Duration.ofNanos(System.nanoTime() - from))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(CREATES / PER_SECOND - 1));
        assertThat(ireland.requests("RunInstances")).isEqualTo(CREATES);
        assertThat(ohio.requests("RunInstances")).isEqualTo(CREATES);
    }

    private static List<CompletableFuture<CommandOutcome>> creates(String account, InstanceBusClient client) {
        return IntStream.range(0, CREATES)
                .mapToObj(i -> client.execute(create(client, account), PATIENCE))
                .toList();
    }

    private static void assertAllSucceed(List<CompletableFuture<CommandOutcome>> outcomes) {
        assertThat(outcomes.stream().map(CompletableFuture::join))
                .allMatch(outcome -> outcome instanceof CommandOutcome.Succeeded);
    }

    private static InstanceCommand create(InstanceBusClient client, String account) {
        return client.commands()
                .create(CreateInstance.newBuilder()
                        .setAccount(account)
                        .setImageId(Ec2Simulator.IMAGE)
                        .setName("web")
                        .build());
    }

    private static String limit() {
        return "limits: { requestsPerSecond: " + PER_SECOND + " }";
    }

    private static String impatience() {
        return "policy: { stallAfter: 1s, noProgressLimit: 3s }";
    }

    private static String account(String name, Ec2Simulator simulator, String more) {
        return """
                  - name: %s
                    provider: ec2
                    %s
                    ec2: { endpoint: "%s", region: %s, access-key-id: %s, secret-access-key: "file:ec2" }
                """.formatted(name, more, simulator.url(), Ec2Simulator.REGION, Ec2Simulator.ACCESS_KEY_ID);
    }

    private static void write(Path file, String... accounts) throws IOException {
        Path next =
                Files.writeString(file.resolveSibling("accounts.yaml.new"), "accounts:\n" + String.join("", accounts));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
