package io.instancebus.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.avro.SightingState;
import io.instancebus.embedded.EmbeddedKafka;
import io.instancebus.embedded.EmbeddedSchemaRegistry;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.header.DeadLetterHeaders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers' handling of tasks, and their reports. */
@Tag("process")
class WorkersOnBrokerTest extends OnBroker {
    private static final Logger log = LoggerFactory.getLogger(WorkersOnBrokerTest.class);

    /** Kafka's share consumer does not rest: without a countermeasure, each hand takes about a core. */
    @Test
    void aWorkerWhoseBrokerIsAwayRestsAndGoesOnWhenItIsBack(@TempDir Path folder) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
        URI address = URI.create("kafka://" + kafka.bootstrapServers());
        try (EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(kafka.bootstrapServers(), 0)) {
            bus = new BusConnection(kafka.bootstrapServers(), registry.url(), "", 4, 1, Map.of());
            startReady("alone");
            kafka.close();
            await().atMost(LONG).until(() -> consumerThreads() == 0);
            // Only processor time over a period distinguishes rest from work.
            await().atMost(LONG)
                    .pollDelay(Duration.ZERO)
                    .until(WorkersOnBrokerTest::busyForTwoSeconds, busy -> busy.compareTo(Duration.ofMillis(500)) < 0);

            kafka = EmbeddedKafka.start(folder, address.getPort());
            try (BusProbe again = new BusProbe(bus)) {
                again.issue(List.of(again.create("late", "main")));
                await().atMost(LONG).until(() -> creates() == 1);
            }
            open.removeLast().close();
        } finally {
            kafka.close();
        }
    }

    private static long consumerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("consumer_background"))
                .count();
    }

    /** The processor time of the hands' threads in two seconds. */
    private static Duration busyForTwoSeconds() throws InterruptedException {
        Duration before = busy();
        Thread.sleep(Duration.ofSeconds(2));
        return busy().minus(before);
    }

    /** The processor time of the hands' threads. */
    private static Duration busy() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().contains("instance-bus-hands")) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return Duration.ofNanos(nanos);
    }

    @Test
    void manyTasksAreEachDoneOnceByTwoHands() throws Exception {
        startReady("one");
        startReady("two");
        int count = 200;
        List<ProviderTask> tasks = IntStream.range(0, count)
                .mapToObj(i -> probe.create("i-" + i, "main"))
                .toList();

        long begun = System.nanoTime();
        probe.issue(tasks);
        await().atMost(LONG).pollInterval(Duration.ofMillis(50)).until(() -> creates() >= count);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        await().atMost(LONG).until(() -> probe.reports("TaskAccepted").size() >= count);

        List<ProviderReport> reports = probe.reports();
        assertThat(provider.calls.stream().filter(call -> call.startsWith("create ")))
                .hasSize(count)
                .doesNotHaveDuplicates();
        assertThat(reports.stream().map(ProviderReport::getTaskId)).doesNotHaveDuplicates();
        log.atInfo()
                .addKeyValue("tasks", count)
                .addKeyValue("took", took)
                .addKeyValue(
                        "workers",
                        reports.stream()
                                .map(ProviderReport::getWorker)
                                .distinct()
                                .toList())
                .log("Tasks done by two hands");
    }

    @Test
    void tasksOfAnAbortedTransactionAreNeverCarriedOut() throws Exception {
        startReady("one");

        probe.issueInTransaction("aborting" + bus.topicPrefix(), List.of(probe.create("never", "main")), false);
        probe.issueInTransaction("committing" + bus.topicPrefix(), List.of(probe.create("always", "main")), true);

        await().atMost(LONG).until(() -> creates() >= 1);
        await().atMost(LONG).until(() -> probe.reports().size() >= 1);
        assertThat(provider.calls).contains("create key-always").doesNotContain("create key-never");
    }

    @Test
    void whatCannotBeDecodedGoesToTheDeadLettersAndTheRestGoesOn() throws Exception {
        startReady("one");

        probe.issueBytes("{\"type\":\"CreateTask\"}".getBytes(StandardCharsets.UTF_8));
        ProviderTask nonsense = probe.create("nonsense", "main");
        nonsense.setCreateTask(null);
        probe.issue(List.of(nonsense, probe.create("good", "main")));

        await().atMost(LONG).until(() -> creates() >= 1);
        await().atMost(LONG).until(() -> probe.deadLetters().size() == 1);
        await().atMost(LONG).until(() -> probe.reports("TaskFailed").size() == 1);
        var letter = probe.deadLetters().getFirst();
        assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo("{\"type\":\"CreateTask\"}");
        assertThat(DeadLetterHeaders.from(letter.headers())).hasValueSatisfying(headers -> {
            assertThat(headers.topic()).endsWith("instances.tasks.sandbox");
            assertThat(headers.group()).endsWith("instance-bus-hands-sandbox");
            assertThat(headers.member()).isNotEmpty();
            assertThat(headers.deliveryCount()).isPositive();
            assertThat(headers.reason()).contains("JSON");
        });
        assertThat(probe.reports("TaskFailed").getFirst().getInstanceId()).isEqualTo("nonsense");
    }

    @Test
    void aStringThatClaimsTwoGigabytesEndsNoReaderOfAWorker() throws Exception {
        probe.prepareTopics();
        probe.snapshot("i-1", "main", InstanceState.RUNNING, 0);
        for (String topic : probe.topicsOfWorkers()) {
            probe.bomb(topic);
        }
        startReady("one");
        probe.issue(List.of(probe.create("good", "main")));
        await().atMost(LONG).until(() -> creates() >= 1);
        await().atMost(LONG).until(() -> probe.deadLetters().size() == 2);
        assertThat(probe.deadLetters())
                .extracting(letter -> DeadLetterHeaders.from(letter.headers())
                        .map(headers -> String.valueOf(headers.group()))
                        .orElse("of nobody"))
                .containsExactlyInAnyOrder(
                        bus.topicPrefix() + "instance-bus-hands-sandbox",
                        bus.topicPrefix() + "instance-bus-watchers-sandbox");
        assertThat(provider.calls).doesNotContain("create key-bad");
    }

    @Test
    void recordsUnderManyUnservedSchemasHoldUpAWorkerForOnePatienceTogether() throws Exception {
        probe.prepareTopics();
        startReady("one");
        for (int i = 0; i < 40; i++) {
            for (String topic : probe.topicsOfWorkers()) {
                probe.unserved(topic, Integer.MAX_VALUE - i);
            }
        }
        // Later records in their partition.
        probe.snapshot("main", "main", InstanceState.RUNNING, 0);
        probe.issue(List.of(probe.create("good", "main")));
        await().atMost(LONG).until(() -> creates() >= 1);
        await().atMost(LONG).until(() -> probe.deadLetters().size() == 2 * 40);
        await("the state table goes on").atMost(LONG).until(() -> provider.calls.contains("describe 1"));
    }

    @Test
    void anAccountWhoseProviderHangsDoesNotHoldUpTheOthers() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        ScriptedProvider slow = new ScriptedProvider();
        slow.onMutation = answer::await;
        ProviderWorkers workers = start("one", Map.of("main", provider, "slow", slow));
        await().atMost(LONG).until(workers::ready);
        List<ProviderTask> tasks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            tasks.add(probe.create("slow-" + i, "slow"));
            tasks.add(probe.create("quick-" + i, "main"));
        }

        long begun = System.nanoTime();
        probe.issue(tasks);
        await().atMost(LONG).until(() -> quickOnes().size() == 30);
        log.atInfo()
                .addKeyValue("took", Duration.ofNanos(System.nanoTime() - begun))
                .log("The quick account's tasks, beside one that hangs");

        assertThat(slow.calls).hasSizeLessThanOrEqualTo(3);
        await().atMost(LONG)
                .until(() -> probe.reports("TaskDeferred").stream()
                                .filter(report -> report.getAccount().equals("slow"))
                                .count()
                        == 27);
        answer.countDown();
        await().atMost(LONG)
                .until(() -> probe.reports("TaskAccepted").stream()
                                .filter(report -> report.getAccount().equals("slow"))
                                .count()
                        == 3);
    }

    private Set<String> quickOnes() {
        Set<String> accepted = new HashSet<>();
        probe.reports("TaskAccepted").stream()
                .filter(report -> report.getAccount().equals("main"))
                .forEach(report -> accepted.add(report.getTaskId()));
        return accepted;
    }

    @Test
    void theCreateOfAKilledWorkerIsAdoptedByAnother() throws Exception {
        killWhileItHolds(probe.create("made", "main"));
        // The provider created the machine, and the answer was lost with the worker.
        provider.byKey.put("key-made", "native-key-made");
        startReady("second");

        await().atMost(LONG).until(() -> probe.reports("TaskAccepted").size() == 1);

        assertThat(provider.calls).contains("find key-made").noneMatch(call -> call.startsWith("create"));
        assertThat(probe.reports("TaskAccepted").getFirst().getWorker()).isEqualTo("second");
    }

    @Test
    void theRebootOfAKilledWorkerIsNotRepeated() throws Exception {
        killWhileItHolds(probe.reboot("rebooted", "main"));
        startReady("second");

        await().atMost(LONG).until(() -> probe.reports("TaskOutcomeUnknown").size() == 1);

        assertThat(provider.calls).noneMatch(call -> call.startsWith("reboot"));
        assertThat(probe.reports("TaskStarted").getFirst().getWorker()).isEqualTo("doomed");
    }

    private void killWhileItHolds(ProviderTask task) throws Exception {
        Process doomed = doomedWorker();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(doomed.getInputStream(), StandardCharsets.UTF_8))) {
            await().atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> !probe.accountEvents().isEmpty());
            probe.issue(List.of(task));
            awaitSaid(said, "called ");
        } finally {
            doomed.destroyForcibly().waitFor();
        }
    }

    private Process doomedWorker() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedWorker.class.getName(),
                        bus.bootstrapServers(),
                        bus.registryUrl(),
                        String.valueOf(bus.topicPrefix()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void awaitSaid(BufferedReader said, String beginning) throws IOException {
        String line = said.readLine();
        while (line != null && !line.startsWith(beginning)) {
            line = said.readLine();
        }
        assertThat(line).isNotNull();
    }

    @Test
    void aWatcherAnswersRequestsTellsDifferencesAndItsSuccessorHasAHigherEpoch() throws Exception {
        ProviderWorkers first = startReady("one");
        provider.instances.put("native-a", ScriptedProvider.running("native-a"));
        probe.snapshot("a", "main", InstanceState.STOPPED, 7);

        await().atMost(LONG).until(() -> !probe.reports("InstanceObserved").isEmpty());
        ProviderReport volunteered = probe.reports("InstanceObserved").getFirst();
        assertThat(volunteered.getInstanceObserved().getState()).isEqualTo(SightingState.RUNNING);
        assertThat(volunteered.getInstanceObserved().getNumber()).isEqualTo(7);

        long begun = System.nanoTime();
        probe.ask("b", "main", 3, null);
        await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(() -> lookedAt("b"));
        log.atInfo()
                .addKeyValue("took", Duration.ofNanos(System.nanoTime() - begun))
                .log("A request was answered");
        assertThat(lastObserved("b").getNumber()).isEqualTo(3);
        assertThat(lastObserved("b").getState()).isEqualTo(SightingState.MISSING);
        assertThat(probe.accountEvents()).extracting(event -> event.getType()).contains("SourceRecovered");

        open.remove(first);
        first.close();
        startReady("two");
        probe.ask("c", "main", 1, null);
        await().atMost(LONG).until(() -> lookedAt("c"));
        assertThat(lastObserved("c").getEpoch()).isGreaterThan(lastObserved("b").getEpoch());
        assertThat(probe.reports("InstanceObserved").stream()
                        .filter(report -> report.getInstanceId().equals("b")))
                .as("what was answered is not asked of the successor")
                .hasSize(1);
    }

    private InstanceObserved lastObserved(String id) {
        return probe.reports("InstanceObserved").stream()
                .filter(report -> report.getInstanceId().equals(id))
                .findFirst()
                .orElseThrow()
                .getInstanceObserved();
    }
}
