package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.CommandOutcome;
import io.instancebus.client.Ids;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.client.StartAt;
import io.instancebus.standalone.FourClouds.Cloud;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes a hundred instances at each of four providers through their whole life at once, on {@code up}, through Kafka.
 * Prints the measured costs, and does not assert them.
 */
@Tag("broker")
@Tag("docker")
@Tag("process")
@Tag("slow")
@Timeout(900)
class AHundredOfEachTest {
    private static final int EACH = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private final Queue<InstanceEvent> events = new ConcurrentLinkedQueue<>();

    @Test
    void aWholeLifeOfAHundredWithEachProvider() throws Exception {
        Path data = folder.resolve("data");
        try (FourClouds four = FourClouds.start(folder);
                RunningBus bus =
                        RunningBus.up(data, "--accounts", four.accountsFile(2).toString());
                InstanceBusClient client = new InstanceBusClient(ClientConfig.of(
                        bus.addresses().bootstrapServers(), bus.addresses().registryUrl(), "hundred"))) {
            var subscription = client.subscribe(events::add, StartAt.BEGINNING);
            Http http = new Http(bus.addresses().httpUrl());
            awaitAccounts(http, 3);
            // The other two accounts are added while the bus runs.
            four.accountsFile(4);
            awaitAccounts(http, 5);
            try {
                Life life = new Life(four, client);
                life.phase("create", (cloud, i) -> life.create(cloud));
                four.clouds()
                        .forEach(cloud -> assertThat(four.instances(cloud))
                                .as(cloud.account())
                                .isEqualTo(EACH));
                life.phase("run", life::run);
                life.phase("stop or reboot", life::stopOrReboot);
                life.phase("start or run", life::startOrRun);
                life.phase("destroy", life::destroy);
                four.clouds()
                        .forEach(cloud -> assertThat(four.instances(cloud))
                                .as(cloud.account())
                                .isZero());
                assertThat(subscription.ended()).isNotDone();
                life.assertEachHappenedOnce();
                for (Cloud cloud : four.clouds()) {
                    Awaitility.await().atMost(PATIENCE).until(() -> inView(http, cloud) == EACH);
                }
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(lastLines(RunningBus.log(data)), failure);
            }
            assertThat(bus.stop()).isIn(0, 143);
        }
    }

    private static void awaitAccounts(Http http, int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> http.get("/v1/accounts")
                                .body()
                                .path("items")
                                .valueStream()
                                .filter(account -> account.path("catalogue").isObject())
                                .count()
                        >= count);
    }

    private static int inView(Http http, Cloud cloud) {
        return http.get("/v1/instances?limit=500&state=FINISH&account=" + cloud.account())
                .body()
                .path("items")
                .size();
    }

    private static String lastLines(String log) {
        List<String> lines = log.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 200), lines.size()));
    }

    /** The published commands and their outcomes. */
    private final class Life {
        private final FourClouds four;
        private final InstanceBusClient client;
        private final Map<Cloud, List<String>> ids = new HashMap<>();
        private int published;

        Life(FourClouds four, InstanceBusClient client) {
            this.four = four;
            this.client = client;
            four.clouds().forEach(cloud -> ids.put(cloud, new ArrayList<>()));
        }

        InstanceCommand create(Cloud cloud) {
            InstanceCommand command = client.commands()
                    .create(CreateInstance.newBuilder()
                            .setAccount(cloud.account())
                            .setImageId(cloud.image())
                            .setName("web")
                            .setTags(Map.of(FourClouds.TAG, four.run()))
                            .build());
            idsOf(cloud).add(command.getInstanceId());
            return command;
        }

        private List<String> idsOf(Cloud cloud) {
            return Objects.requireNonNull(ids.get(cloud));
        }

        InstanceCommand run(Cloud cloud, int i) {
            RunOnInstance run = RunOnInstance.newBuilder()
                    .setCommandLine(new ProtectedText("echo run on " + cloud.account() + " " + i, null, null))
                    .build();
            return client.commands().run(Ids.next(), idsOf(cloud).get(i), run);
        }

        InstanceCommand stopOrReboot(Cloud cloud, int i) {
            String id = idsOf(cloud).get(i);
            return stopped(cloud, i)
                    ? client.commands().stop(id)
                    : client.commands().reboot(id);
        }

        private boolean stopped(Cloud cloud, int i) {
            return cloud.stops() && i % 2 == 0;
        }

        InstanceCommand startOrRun(Cloud cloud, int i) {
            return stopped(cloud, i) ? client.commands().start(idsOf(cloud).get(i)) : run(cloud, i);
        }

        InstanceCommand destroy(Cloud cloud, int i) {
            return client.commands().destroy(idsOf(cloud).get(i));
        }

        /** A command for each of a hundred instances with each provider, all at once. */
        void phase(String what, BiFunction<Cloud, Integer, InstanceCommand> command) {
            Map<Cloud, Integer> before = new HashMap<>();
            Map<Cloud, Long> last = new java.util.concurrent.ConcurrentHashMap<>();
            List<CompletableFuture<CommandOutcome>> outcomes = new ArrayList<>();
            four.clouds().forEach(cloud -> before.put(cloud, four.calls(cloud)));
            long from = System.nanoTime();
            for (int i = 0; i < EACH; i++) {
                for (Cloud cloud : four.clouds()) {
                    outcomes.add(client.execute(command.apply(cloud, i), PATIENCE)
                            .whenComplete(
                                    (outcome, failure) -> last.merge(cloud, System.nanoTime() - from, Math::max)));
                    published++;
                }
            }
            List<CommandOutcome> came =
                    outcomes.stream().map(CompletableFuture::join).toList();
            four.clouds()
                    .forEach(cloud -> System.out.printf(
                            "FIGURE %d × %s, %s (%s): %.1f s, %d API calls%n",
                            EACH,
                            what,
                            cloud.account(),
                            cloud.kind(),
                            Objects.requireNonNull(last.get(cloud)) / 1e9,
                            four.calls(cloud) - Objects.requireNonNull(before.get(cloud))));
            assertThat(came.stream()
                            .filter(outcome -> !(outcome instanceof CommandOutcome.Succeeded))
                            .map(outcome -> String.valueOf(outcome).replaceAll("(?s)event=.*", ""))
                            .limit(5))
                    .as(what)
                    .isEmpty();
        }

        /** No command has two answers, no instance two creates, and each run has the right output. */
        void assertEachHappenedOnce() {
            Awaitility.await().atMost(PATIENCE).until(() -> answers().size() >= published);
            assertThat(answers()).hasSize(published).doesNotHaveDuplicates();
            for (Cloud cloud : four.clouds()) {
                List<String> outputs = events.stream()
                        .filter(event -> event.getRunCompleted() != null
                                && event.getAccount().equals(cloud.account()))
                        .map(event -> event.getRunCompleted().getOutput().strip())
                        .toList();
                assertThat(outputs)
                        .hasSize(cloud.stops() ? EACH + EACH / 2 : 2 * EACH)
                        .allMatch(output -> output.startsWith("run on " + cloud.account()));
                if (!cloud.kind().equals("real")) {
                    assertThat(four.creates(cloud)).as(cloud.account()).isEqualTo(EACH);
                }
            }
            assertThat(events)
                    .noneMatch(event -> event.getInstanceVanished() != null
                            || event.getInstanceStalled() != null
                            || event.getCommandOutcomeUnknown() != null);
        }

        private List<String> answers() {
            return events.stream()
                    .filter(event -> CommandOutcome.of(event).isPresent())
                    .map(InstanceEvent::getCommandId)
                    .toList();
        }
    }
}
