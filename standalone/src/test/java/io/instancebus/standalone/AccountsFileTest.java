package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.FailureCategory;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.CommandOutcome;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.simulators.ec2.Ec2Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The settings in the accounts file take effect, also after a change while {@code up} runs. Each test has accounts and
 * regions of its own, and the file contains only those.
 */
@Tag("broker")
@Tag("process")
@Tag("slow")
class AccountsFileTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PER_SECOND = 1;
    private static final int CREATES = 10;

    @TempDir
    private static Path folder;

    private static RunningBus bus;
    private static InstanceBusClient client;

    @BeforeAll
    static void start() throws IOException {
        Path secrets = Files.createDirectories(data().resolve("secrets"));
        Files.writeString(secrets.resolve("ec2"), Ec2Simulator.SECRET_ACCESS_KEY);
        write();
        bus = RunningBus.up(data(), "--accounts", file().toString());
        client = new InstanceBusClient(ClientConfig.of(
                bus.addresses().bootstrapServers(), bus.addresses().registryUrl(), "accounts-file"));
    }

    @AfterAll
    static void stop() {
        client.close();
        bus.close();
    }

    private static Path data() {
        return folder.resolve("data");
    }

    private static Path file() {
        return folder.resolve("accounts.yaml");
    }

    @Test
    void eachAccountHasItsOwnLimit() throws Exception {
        try (Ec2Simulator ireland = Ec2Simulator.start();
                Ec2Simulator ohio = Ec2Simulator.start()) {
            change(
                    account("ireland", ireland, ""),
                    account("ohio", ohio, "limits: { requestsPerSecond: " + PER_SECOND + " }"));

            long from = System.nanoTime();
            List<CompletableFuture<CommandOutcome>> limited = creates("ohio");
            List<CompletableFuture<CommandOutcome>> unlimited = creates("ireland");
            assertAllSucceed(unlimited);
            assertThat(limited).as("not all done yet").anyMatch(outcome -> !outcome.isDone());
            assertAllSucceed(limited);
            // The limit allows a burst of one second's calls, and then this many a second.
            assertThat(Duration.ofNanos(System.nanoTime() - from))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(CREATES / PER_SECOND - 1));
            assertThat(ireland.requests("RunInstances")).isEqualTo(CREATES);
            assertThat(ohio.requests("RunInstances")).isEqualTo(CREATES);
        }
    }

    @Test
    void aDeadlineCanBeChanged() throws Exception {
        try (Ec2Simulator region = Ec2Simulator.start()) {
            // With the provider's default deadlines this would take a quarter of an hour.
            Duration never = Duration.ofHours(1);
            region.transitions(never, never, never);
            change(account("hasty", region, ""));
            change(account("hasty", region, "policy: { stallAfter: 1s, noProgressLimit: 3s }"));

            assertThat(execute(create("hasty"))).satisfies(failedWith(FailureCategory.TIMEOUT));
        }
    }

    @Test
    void aLimitOfInstancesCanBeChanged() throws Exception {
        try (Ec2Simulator region = Ec2Simulator.start()) {
            change(account("full", region, "limits: { instances: 1 }"));
            assertThat(execute(create("full"))).isInstanceOf(CommandOutcome.Succeeded.class);
            assertThat(execute(create("full"))).satisfies(failedWith(FailureCategory.QUOTA));

            change(account("full", region, "limits: { instances: 2 }"));

            assertThat(execute(create("full"))).isInstanceOf(CommandOutcome.Succeeded.class);
            assertThat(execute(create("full"))).satisfies(failedWith(FailureCategory.QUOTA));
            assertThat(region.requests("RunInstances")).isEqualTo(2);
        }
    }

    @Test
    void commandsOfAnAccountThatWasTheLastOfItsProviderAreRejectedUntilItIsBack() throws Exception {
        try (Ec2Simulator region = Ec2Simulator.start()) {
            String account = account("leaving", region, "");
            change(account);
            InstanceCommand first = create("leaving");
            assertThat(execute(first)).isInstanceOf(CommandOutcome.Succeeded.class);

            change();

            String id = first.getInstanceId();
            List<InstanceCommand> refused = List.of(
                    create("leaving"),
                    client.commands().stop(id),
                    client.commands().destroy(id));
            for (InstanceCommand command : refused) {
                assertThat(execute(command))
                        .isInstanceOfSatisfying(
                                CommandOutcome.Rejected.class,
                                rejected -> assertThat(rejected.reason())
                                        .isEqualTo("there is no account \"leaving\"; there are [sandbox]"));
            }
            assertThat(region.requests("TerminateInstances")).isZero();
            assertThat(region.requests("RunInstances")).isEqualTo(1);

            change(account);

            assertThat(execute(create("leaving"))).isInstanceOf(CommandOutcome.Succeeded.class);
            assertThat(execute(client.commands().destroy(id))).isInstanceOf(CommandOutcome.Succeeded.class);
        }
    }

    /** Returns when the command service and the workers have taken the changed accounts. */
    private static void change(String... accounts) throws IOException {
        long decided = said("The accounts have changed");
        long taken = said("These are the accounts now");
        write(accounts);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> said("The accounts have changed") > decided && said("These are the accounts now") > taken);
    }

    private static long said(String words) {
        return RunningBus.log(data())
                .lines()
                .filter(line -> line.contains(words))
                .count();
    }

    private static List<CompletableFuture<CommandOutcome>> creates(String account) {
        return IntStream.range(0, CREATES)
                .mapToObj(i -> client.execute(create(account), PATIENCE))
                .toList();
    }

    private static void assertAllSucceed(List<CompletableFuture<CommandOutcome>> outcomes) {
        assertThat(outcomes.stream().map(CompletableFuture::join))
                .allMatch(outcome -> outcome instanceof CommandOutcome.Succeeded);
    }

    private static CommandOutcome execute(InstanceCommand command) {
        return client.execute(command, PATIENCE).join();
    }

    private static Consumer<CommandOutcome> failedWith(FailureCategory category) {
        return outcome -> assertThat(outcome)
                .isInstanceOfSatisfying(
                        CommandOutcome.Failed.class,
                        failed -> assertThat(failed.failure().getCategory()).isEqualTo(category));
    }

    private static InstanceCommand create(String account) {
        return client.commands()
                .create(CreateInstance.newBuilder()
                        .setAccount(account)
                        .setImageId(Ec2Simulator.IMAGE)
                        .setName("web")
                        .build());
    }

    private static String account(String name, Ec2Simulator simulator, String more) {
        return """
                  - name: %s
                    provider: ec2
                    %s
                    ec2: { endpoint: "%s", region: %s, access-key-id: %s, secret-access-key: "file:ec2" }
                """.formatted(name, more, simulator.url(), Ec2Simulator.REGION, Ec2Simulator.ACCESS_KEY_ID);
    }

    private static void write(String... accounts) throws IOException {
        Path next = Files.writeString(
                folder.resolve("accounts.yaml.new"),
                accounts.length == 0 ? "accounts: []\n" : "accounts:\n" + String.join("", accounts));
        Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE);
    }
}
