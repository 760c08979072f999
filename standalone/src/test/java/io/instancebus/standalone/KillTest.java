package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.client.StartAt;
import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.provider.sandbox.SandboxCloud;
import io.instancebus.provider.sandbox.SandboxConfig;
import io.instancebus.provider.sandbox.SandboxSshConfig;
import io.instancebus.schemas.BusConnection;
import io.instancebus.view.EventFilter;
import io.instancebus.view.EventRow;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.Page;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.jdbc.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Kills the whole embedded default with SIGKILL in the middle of a stream of commands, and restarts it on the same
 * data.
 */
@Tag("broker")
@Tag("process")
@Tag("slow")
@Timeout(600)
class KillTest {
    private static final int CREATES = 120;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Set<String> FINAL =
            Set.of("CommandRejected", "CommandSucceeded", "CommandFailed", "CommandOutcomeUnknown");

    @TempDir
    private Path folder;

    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Set<String> created = ConcurrentHashMap.newKeySet();

    @Test
    void afterKill9EveryCommandIsAnsweredOnceAndNothingIsThereTwice() throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        Path data = folder.resolve("data");
        try {
            try (RunningBus bus = RunningBus.up(data)) {
                publishUntilKilled(bus, new Random(seed));
            }
            assertThat(confirmed)
                    .as("commands that the broker took before it was killed")
                    .isNotEmpty();
            try (RunningBus bus = RunningBus.up(data)) {
                LoggerFactory.getLogger(KillTest.class)
                        .atInfo()
                        .addKeyValue("millis", bus.startTime().toMillis())
                        .log("Up again after kill -9");
                checkLogAndView(bus, data);
                assertThat(bus.stop()).as("exit status of a clean stop").isIn(0, 143);
            }
            checkProvider(data.resolve("sandbox"));
            checkSecrets(data);
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("kill.seed=" + seed + "\n" + RunningBus.log(data), failure);
        }
    }

    private void publishUntilKilled(RunningBus bus, Random random) throws InterruptedException {
        ClientConfig config = ClientConfig.of(
                bus.addresses().bootstrapServers(), bus.addresses().registryUrl(), "kill-test");
        int killAfter = CREATES / 4 + random.nextInt(CREATES / 2);
        try (InstanceBusClient client = new InstanceBusClient(config)) {
            for (int index = 0; index < killAfter; index++) {
                InstanceCommand create = client.commands().create(spec(index));
                publish(client, create);
                created.add(create.getInstanceId());
                if (index % 3 == 0) {
                    publish(client, client.commands().stop(create.getInstanceId()));
                }
                if (index % 5 == 0) {
                    // The same command again, as from a publisher that has lost its answer.
                    publish(client, create);
                }
            }
            // Kills at once, so that some commands are still on their way; the broker may have taken them or not.
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> confirmed.size() > killAfter / 2);
            bus.kill();
        }
    }

    private void publish(InstanceBusClient client, InstanceCommand command) {
        var unused = client.publish(command).thenAccept(submission -> confirmed.add(submission.commandId()));
    }

    private static CreateInstance spec(int index) {
        Map<String, String> tags = index % 7 == 0 ? Map.of("sandbox", "fail-late") : Map.of();
        return CreateInstance.newBuilder()
                .setAccount("sandbox")
                .setImageId("img1")
                .setName("kill-" + index)
                .setTags(tags)
                .build();
    }

    /**
     * Reads the log for as long as it compares the view: commands that the broker took without confirming them are
     * carried out too, and their events may come late.
     */
    private void checkLogAndView(RunningBus bus, Path data) {
        ClientConfig config = ClientConfig.of(
                bus.addresses().bootstrapServers(), bus.addresses().registryUrl(), "kill-test");
        Queue<InstanceEvent> events = new ConcurrentLinkedQueue<>();
        try (InstanceBusClient client = new InstanceBusClient(config);
                var reading = client.subscribe(events::add, StartAt.BEGINNING)) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(unanswered(events))
                            .as("commands without a final answer")
                            .isEmpty());
            checkView(bus, data, events);
            assertThat(reading.ended()).isNotDone();
            checkLog(events);
        }
    }

    private Set<String> unanswered(Queue<InstanceEvent> events) {
        Set<String> open = new HashSet<>(confirmed);
        events.stream()
                .filter(event -> event.getType().equals("CommandAccepted"))
                .forEach(event -> open.add(event.getCommandId()));
        events.stream()
                .filter(event -> FINAL.contains(event.getType()))
                .forEach(event -> open.remove(event.getCommandId()));
        return open;
    }

    private static void checkLog(Queue<InstanceEvent> log) {
        Map<String, Long> sequences = new TreeMap<>();
        Map<String, Long> answers = new TreeMap<>();
        for (InstanceEvent event : log) {
            if (event.getSequence() > 0) {
                long before = sequences.getOrDefault(event.getInstanceId(), 0L);
                assertThat(event.getSequence())
                        .as("sequence of " + event.getInstanceId())
                        .isEqualTo(before + 1);
                sequences.put(event.getInstanceId(), event.getSequence());
                if (FINAL.contains(event.getType())) {
                    answers.merge(event.getInstanceId() + "/" + event.getCommandId(), 1L, Long::sum);
                }
            }
        }
        assertThat(answers.values()).as("final answers to one command").containsOnly(1L);
    }

    /** The view has every event of the log once, and equals a replay of the log. */
    private void checkView(RunningBus bus, Path data, Queue<InstanceEvent> log) {
        BusConnection connection = BusConnection.local(
                bus.addresses().bootstrapServers(), bus.addresses().registryUrl(), EmbeddedDefault.PARTITIONS);
        ViewConfig replayed = ViewConfig.sqlite(folder.resolve("replayed.db"));
        try (StateProjector projector =
                        StateProjector.start(new StateProjectorConfig(connection, replayed, "kill-test-replay", null));
                View replay = Views.open(replayed);
                View view = Views.open(ViewConfig.sqlite(data.resolve("view/view.db")))) {
            await().atMost(PATIENCE).until(projector::ready);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(difference(eventIds(view), eventIds(log)))
                        .as("events in one of view and log only")
                        .isEmpty();
                assertThat(difference(events(replay), events(view)))
                        .as("events that differ between replay and view")
                        .isEmpty();
                assertThat(difference(instances(replay), instances(view)))
                        .as("instances that differ between replay and view")
                        .isEmpty();
            });
        }
    }

    private static Set<String> difference(Collection<String> one, Collection<String> other) {
        return Stream.concat(
                        one.stream().filter(item -> !other.contains(item)),
                        other.stream().filter(item -> !one.contains(item)))
                .collect(Collectors.toSet());
    }

    private static Set<String> eventIds(Queue<InstanceEvent> log) {
        return log.stream().map(InstanceEvent::getEventId).collect(Collectors.toSet());
    }

    private static Set<String> eventIds(View view) {
        return rows(view).map(EventRow::eventId).collect(Collectors.toSet());
    }

    private static Set<String> events(View view) {
        return rows(view)
                .map(event -> event.eventId() + " " + event.type() + " " + event.body())
                .collect(Collectors.toSet());
    }

    private static Stream<EventRow> rows(View view) {
        EventFilter everything = new EventFilter(null, null, null);
        return all(page -> view.events(everything, page)).stream();
    }

    private static Set<String> instances(View view) {
        return all(page -> view.instances(InstanceFilter.ALL, page)).stream()
                .map(KillTest::comparable)
                .collect(Collectors.toSet());
    }

    private static String comparable(InstanceRow row) {
        return row.instanceId() + " " + row.version() + " " + row.state() + " " + row.details() + " " + row.actions();
    }

    private static <T> List<T> all(Function<PageRequest, Page<T>> query) {
        List<T> rows = new ArrayList<>();
        String cursor = null;
        do {
            Page<T> page = query.apply(new PageRequest(cursor, View.LARGEST_PAGE));
            rows.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return rows;
    }

    /** Counts at the provider: one instance for each create, however often it was published. */
    private void checkProvider(Path sandbox) throws IOException {
        SandboxConfig config = SandboxConfig.defaults();
        SandboxConfig quiet = new SandboxConfig(
                config.startDelay(),
                config.stopDelay(),
                config.rebootDelay(),
                config.destroyDelay(),
                config.quota(),
                0,
                config.goneFor(),
                config.keysFor(),
                SandboxSshConfig.off());
        try (SandboxCloud cloud = SandboxCloud.open(sandbox, quiet)) {
            assertThat(created).isNotEmpty();
            for (String instanceId : created) {
                assertThat(cloud.control().instancesOf(instanceId))
                        .as(instanceId)
                        .isLessThanOrEqualTo(1);
            }
            assertThat(cloud.control().instances().keySet()).isSubsetOf(created);
            assertThat(cloud.control().instances()).isNotEmpty();
        }
    }

    /** Searches everything but its own file for the sandbox's password. */
    private static void checkSecrets(Path data) throws IOException {
        String password =
                Files.readString(data.resolve("secrets/sandbox-password")).strip();
        assertThat(password).hasSizeGreaterThan(8);
        try (var files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("secrets/sandbox-password")) {
                    String content = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
                    assertThat(content.contains(password))
                            .as("the password in " + file)
                            .isFalse();
                }
            }
        }
    }
}
