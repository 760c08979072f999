package io.instancebus.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.avro.SightingState;
import io.instancebus.domain.ProviderType;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.embedded.EmbeddedKafka;
import io.instancebus.embedded.EmbeddedSchemaRegistry;
import io.instancebus.schemas.BusConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workers on a real broker and registry; each test has topics and groups of its own. */
class WorkersOnBrokerTest {
    private static final Logger log = LoggerFactory.getLogger(WorkersOnBrokerTest.class);
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final AtomicInteger prefixes = new AtomicInteger();
    private static EmbeddedBus broker;

    @TempDir
    Path folder;

    private final ScriptedProvider provider = new ScriptedProvider();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger created = new AtomicInteger();
    private final List<AutoCloseable> open = new ArrayList<>();
    private BusConnection bus;
    private BusProbe probe;

    @BeforeAll
    static void startBroker(@TempDir Path folder) {
        broker = EmbeddedBus.start(folder.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void connect() {
        String prefix = "t" + prefixes.incrementAndGet() + ".";
        bus = new BusConnection(broker.bootstrapServers(), broker.registryUrl(), prefix, 4, 1, Map.of());
        probe = new BusProbe(bus);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        probe.close();
    }

    private static String account(String name, int concurrency) {
        return ("  - { name: %s, provider: sandbox, providerTimeout: 25s, passInterval: 500ms,"
                        + " limits: { concurrency: %d } }\n")
                .formatted(name, concurrency);
    }

    private ProviderWorkers start(String name, Map<String, ScriptedProvider> accounts) throws IOException {
        Path file = accountsFile(accounts.keySet().stream()
                .sorted()
                .map(each -> account(each, each.equals("slow") ? 3 : 64))
                .toList());
        ProviderWorkersConfig config = new ProviderWorkersConfig(bus, name, AccountsSource.in(file), null, null, null);
        ProviderWorkers workers =
                ProviderWorkers.start(config, Map.of(ProviderType.SANDBOX, each -> scripted(each, accounts)));
        open.add(workers);
        return workers;
    }

    private ScriptedProvider scripted(AccountConfig account, Map<String, ScriptedProvider> accounts) {
        ScriptedProvider found = accounts.get(account.name());
        if (found == null) {
            refused.incrementAndGet();
            throw new IllegalArgumentException("no script for it");
        }
        return found;
    }

    private Path accountsFile(List<String> accounts) throws IOException {
        Path fresh = Files.writeString(folder.resolve("fresh.yaml"), "accounts:\n" + String.join("", accounts));
        return Files.move(fresh, folder.resolve("accounts.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private ProviderWorkers startReady(String name) throws IOException {
        ProviderWorkers workers = start(name, Map.of("main", provider));
        await().atMost(LONG).until(workers::ready);
        return workers;
    }

    private long creates() {
        return provider.calls.stream()
                .filter(call -> call.startsWith("create "))
                .count();
    }

    /** Kafka's share consumer does not: with nothing done about it, each hand takes about a core. */
    @Test
    void aWorkerWhoseBrokerIsAwayRestsAndGoesOnWhenItIsBack(@TempDir Path folder) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
        URI address = URI.create("kafka://" + kafka.bootstrapServers());
        try (EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(kafka.bootstrapServers(), 0)) {
            bus = new BusConnection(kafka.bootstrapServers(), registry.url(), "", 4, 1, Map.of());
            startReady("alone");
            kafka.close();
            await().atMost(LONG).until(() -> consumerThreads() == 0);
            // Nothing else tells rest from work than time on a core while some time goes by.
            Duration before = busy();
            Thread.sleep(Duration.ofSeconds(2));
            assertThat(busy().minus(before)).isLessThan(Duration.ofMillis(500));

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

    /** The time on a core of the hands' threads. */
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
        assertThat(new String(letter.headers().lastHeader("dead-letter-topic").value(), StandardCharsets.UTF_8))
                .endsWith("instances.tasks.sandbox");
        assertThat(probe.reports("TaskFailed").getFirst().getInstanceId()).isEqualTo("nonsense");
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
        // It did make it, and the answer went down with it.
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
        assertThat(look("b").getNumber()).isEqualTo(3);
        assertThat(look("b").getState()).isEqualTo(SightingState.MISSING);
        assertThat(probe.accountEvents()).extracting(event -> event.getType()).contains("SourceRecovered");

        open.remove(first);
        first.close();
        startReady("two");
        probe.ask("c", "main", 1, null);
        await().atMost(LONG).until(() -> lookedAt("c"));
        assertThat(look("c").getEpoch()).isGreaterThan(look("b").getEpoch());
        assertThat(probe.reports("InstanceObserved").stream()
                        .filter(report -> report.getInstanceId().equals("b")))
                .as("what was answered is not asked of the successor")
                .hasSize(1);
    }

    @Test
    void anAccountIsAddedAndRemovedWithoutARestartAndWhatIsUnderWayIsCarriedOut() throws Exception {
        ScriptedProvider second = new ScriptedProvider();
        CountDownLatch answer = new CountDownLatch(1);
        provider.onMutation = answer::await;
        // What the bus knows of an account that is not configured yet must be known when it is.
        probe.prepareTopics();
        probe.snapshot("old", "second", InstanceState.RUNNING, 7);
        List<String> oneAccount = List.of(account("main", 4));
        Path file = accountsFile(oneAccount);
        ProviderWorkers workers = ProviderWorkers.start(
                new ProviderWorkersConfig(bus, "one", AccountsSource.in(file), null, null, null),
                Map.of(ProviderType.SANDBOX, each -> each.name().equals("main") ? provider : second));
        open.add(workers);
        await().atMost(LONG).until(workers::ready);
        probe.issue(List.of(probe.create("under-way", "main")));
        await().atMost(LONG).until(() -> creates() == 1);

        accountsFile(List.of(account("main", 4), account("second", 4)));
        probe.issue(List.of(probe.create("new", "second")));
        await().atMost(LONG).until(() -> second.calls.contains("describe 1"));
        answer.countDown();
        await().atMost(LONG)
                .until(() -> probe.reports("TaskAccepted").stream()
                        .map(ProviderReport::getInstanceId)
                        .toList()
                        .contains("under-way"));
        await().atMost(LONG).until(workers::ready);
        // MISSING at a provider that does not know it.
        await().atMost(LONG).until(() -> lookedAt("old"));

        accountsFile(oneAccount);
        await().atMost(LONG)
                .until(() -> probe.accountEvents().stream()
                        .anyMatch(event -> event.getAccount().equals("second") && event.getSourceStale() != null));
        probe.issue(List.of(probe.create("late", "second"), probe.create("other", "main")));
        await().atMost(LONG).until(() -> provider.calls.contains("create key-other"));
        await().atMost(LONG)
                .until(() -> probe.reports("TaskFailed").stream()
                        .anyMatch(report -> report.getInstanceId().equals("late")));
        assertThat(second.calls).contains("close").doesNotContain("create key-late");
        assertThat(probe.reports("TaskOutcomeUnknown")).isEmpty();
    }

    @Test
    void whatIsUnderWayWhenTheAccountsChangeCountsForLimitsThatAreTheSameAndIsCarriedOutHoweverSlowItIs()
            throws Exception {
        ScriptedProvider full = new ScriptedProvider();
        ScriptedProvider added = new ScriptedProvider();
        Map<String, ScriptedProvider> scripts = Map.of("main", provider, "full", full, "added", added);
        CountDownLatch changed = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        // Longer than a worker that is stopped would wait, and within two provider time-outs.
        provider.onMutation = () -> {
            changed.await();
            assertThat(never.await(28, TimeUnit.SECONDS)).isFalse();
        };
        probe.prepareTopics();
        probe.snapshot("old", "added", InstanceState.RUNNING, 7);
        List<String> before = List.of(
                "  - { name: main, provider: sandbox, providerTimeout: 25s, limits: { concurrency: 1 } }\n",
                "  - { name: full, provider: sandbox, limits: { instances: 1 } }\n");
        Path file = accountsFile(before);
        ProviderWorkers workers = ProviderWorkers.start(
                new ProviderWorkersConfig(bus, "one", AccountsSource.in(file), null, null, null),
                Map.of(ProviderType.SANDBOX, each -> scripted(each, scripts)));
        open.add(workers);
        await().atMost(LONG).until(workers::ready);
        probe.issue(List.of(probe.create("under-way", "main"), probe.create("made", "full")));
        await().atMost(LONG).until(() -> creates() == 1 && reported("TaskAccepted", "made"));

        accountsFile(List.of(before.get(0), before.get(1), account("added", 4)));
        await().atMost(LONG).until(() -> added.calls.contains("describe 1"));
        changed.countDown();
        probe.issue(List.of(probe.create("second", "main"), probe.create("too-many", "full")));
        await().atMost(LONG).until(() -> reported("TaskDeferred", "second") && reported("TaskFailed", "too-many"));
        await().atMost(LONG).until(() -> reported("TaskAccepted", "under-way"));

        assertThat(creates()).isEqualTo(1);
        assertThat(full.calls).doesNotContain("create key-too-many");
        assertThat(probe.reports("TaskOutcomeUnknown")).isEmpty();
    }

    private boolean reported(String type, String id) {
        return probe.reports(type).stream()
                .anyMatch(report -> report.getInstanceId().equals(id));
    }

    @Test
    void changedLimitsHoldWithoutARestart() throws Exception {
        ScriptedProvider rated = new ScriptedProvider();
        ScriptedProvider full = new ScriptedProvider();
        Map<String, ScriptedProvider> scripts = Map.of("main", provider, "rated", rated, "full", full);
        CountDownLatch answer = new CountDownLatch(1);
        provider.onMutation = answer::await;
        probe.prepareTopics();
        probe.snapshot("there", "full", InstanceState.RUNNING, 1);
        Path file = accountsFile(List.of(
                limited("main", "concurrency: 1"),
                limited("rated", "requestsPerSecond: 1000"),
                limited("full", "instances: 1")));
        ProviderWorkers workers = ProviderWorkers.start(
                new ProviderWorkersConfig(bus, "one", AccountsSource.in(file), null, null, null),
                Map.of(ProviderType.SANDBOX, each -> scripted(each, scripts)));
        open.add(workers);
        await().atMost(LONG).until(workers::ready);
        awaitCreate("main", report -> deferred(report, "has 1 calls under way"));
        awaitCreate("rated", report -> report.getTaskAccepted() != null);
        awaitCreate("full", report -> failed(report, "limit of 1 instances"));
        assertThat(full.calls).noneMatch(call -> call.startsWith("create "));

        accountsFile(List.of(
                limited("main", "concurrency: 2"),
                limited("rated", "requestsPerSecond: 0.001"),
                limited("full", "instances: 2")));

        awaitCreate("main", report -> deferred(report, "has 2 calls under way"));
        awaitCreate("rated", report -> deferred(report, "limit of calls per second"));
        awaitCreate("full", report -> failed(report, "limit of 2 instances"));
        assertThat(full.calls.stream().filter(call -> call.startsWith("create ")))
                .hasSize(1);
        answer.countDown();
    }

    private static String limited(String name, String limit) {
        return "  - { name: %s, provider: sandbox, limits: { %s } }\n".formatted(name, limit);
    }

    /** Asks for one after the other until one is answered so. */
    private void awaitCreate(String account, Predicate<ProviderReport> answer) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(500)).until(() -> {
            probe.issue(List.of(probe.create(account + "-" + created.incrementAndGet(), account)));
            return probe.reports().stream()
                    .anyMatch(report -> report.getAccount().equals(account) && answer.test(report));
        });
    }

    private static boolean deferred(ProviderReport report, String words) {
        return report.getTaskDeferred() != null
                && report.getTaskDeferred().getReason().contains(words);
    }

    private static boolean failed(ProviderReport report, String words) {
        return report.getTaskFailed() != null
                && report.getTaskFailed().getFailure().getMessage().contains(words);
    }

    @Test
    void aProviderTypeIsLeftWithItsLastAccountAndTakenUpAgainAndTheOthersDoNotNotice() throws Exception {
        ScriptedProvider box = new ScriptedProvider();
        AtomicInteger opened = new AtomicInteger();
        List<String> both = List.of(account("main", 4), "  - { name: box, provider: docker, passInterval: 500ms }\n");
        Path file = accountsFile(both);
        ProviderWorkers workers = ProviderWorkers.start(
                new ProviderWorkersConfig(bus, "one", AccountsSource.in(file), null, null, null),
                Map.of(ProviderType.SANDBOX, each -> provider, ProviderType.DOCKER, each -> {
                    opened.incrementAndGet();
                    return box;
                }));
        open.add(workers);
        await().atMost(LONG).until(workers::ready);

        accountsFile(both.subList(0, 1));
        await().atMost(LONG).until(() -> box.calls.contains("close"));
        await().atMost(LONG).until(workers::ready);
        assertThat(workers.live()).isTrue();
        accountsFile(both);
        await().atMost(LONG).until(() -> opened.get() == 2);
        await().atMost(LONG).until(workers::ready);
        box.instances.put("native-a", ScriptedProvider.running("native-a"));
        probe.ask("a", "box", 1, "native-a");
        await().atMost(LONG).until(() -> lookedAt("a"));

        assertThat(provider.calls).doesNotContain("close");
    }

    /** A change waits for what is under way for as long as that may take; the end of the process does not. */
    @Test
    void theEndHurriesTheRelievedCrewOfAChangeThatIsBeingTaken() throws Exception {
        ScriptedProvider added = new ScriptedProvider();
        Map<String, ScriptedProvider> scripts = Map.of("main", provider, "added", added);
        CountDownLatch ending = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean cutOff = new AtomicBoolean();
        provider.onMutation = () -> {
            ending.await();
            try {
                // Longer than the end of a process grants (25 s), and shorter than two provider time-outs.
                assertThat(never.await(48, TimeUnit.SECONDS)).isFalse();
            } catch (InterruptedException e) {
                cutOff.set(true);
                throw e;
            }
        };
        probe.prepareTopics();
        probe.snapshot("old", "added", InstanceState.RUNNING, 7);
        List<String> before = List.of("  - { name: main, provider: sandbox, providerTimeout: 25s }\n");
        Path file = accountsFile(before);
        ProviderWorkers workers = ProviderWorkers.start(
                new ProviderWorkersConfig(bus, "one", AccountsSource.in(file), null, null, null),
                Map.of(ProviderType.SANDBOX, each -> scripted(each, scripts)));
        open.add(workers);
        await().atMost(LONG).until(workers::ready);
        probe.issue(List.of(probe.create("under-way", "main")));
        await().atMost(LONG).until(() -> creates() == 1);
        accountsFile(List.of(before.getFirst(), account("added", 4)));
        await().atMost(LONG).until(() -> added.calls.contains("describe 1"));

        ending.countDown();
        workers.close();

        assertThat(cutOff).isTrue();
    }

    @Test
    void anAccountThatCannotBeOpenedChangesNothing() throws Exception {
        startReady("one");
        accountsFile(List.of(account("main", 64), account("unknown", 1)));
        await().atMost(LONG).until(() -> refused.get() > 0);
        probe.issue(List.of(probe.create("still", "main")));
        await().atMost(LONG).until(() -> creates() == 1);
    }

    private boolean lookedAt(String id) {
        return probe.reports("InstanceObserved").stream()
                .anyMatch(report -> report.getInstanceId().equals(id));
    }

    private InstanceObserved look(String id) {
        return probe.reports("InstanceObserved").stream()
                .filter(report -> report.getInstanceId().equals(id))
                .findFirst()
                .orElseThrow()
                .getInstanceObserved();
    }
}
