package io.instancebus.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.avro.InstanceState;
import io.instancebus.avro.ProviderReport;
import io.instancebus.domain.ProviderType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Changes of accounts while workers run. */
class AccountsOnBrokerTest extends OnBroker {
    private final AtomicInteger created = new AtomicInteger();

    @Test
    void anAccountIsAddedAndRemovedWithoutARestartAndWhatIsUnderWayIsCarriedOut() throws Exception {
        ScriptedProvider second = new ScriptedProvider();
        CountDownLatch answer = new CountDownLatch(1);
        provider.onMutation = answer::await;
        // Instances of an account that is not configured yet must be known once it is configured.
        probe.prepareTopics();
        probe.snapshot("old", "second", InstanceState.RUNNING, 7);
        List<String> oneAccount = List.of(account("main", 4));
        Path file = accountsFile(oneAccount);
        ProviderWorkers workers =
                startReady(file, ScriptedFactory.sandbox(each -> each.name().equals("main") ? provider : second));
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
        // A provider that does not know the machine reports MISSING.
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
        // Longer than a stopping worker waits, and within two provider time-outs.
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
        startReady(file, ScriptedFactory.sandbox(each -> scripted(each, scripts)));
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
        startReady(file, ScriptedFactory.sandbox(each -> scripted(each, scripts)));
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

    /** Issues one create after the other until one has this answer. */
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
        ProviderWorkers workers = startReady(
                file,
                Map.of(
                        ProviderType.SANDBOX,
                        new ScriptedFactory(ProviderType.SANDBOX, each -> provider),
                        ProviderType.DOCKER,
                        new ScriptedFactory(ProviderType.DOCKER, each -> {
                            opened.incrementAndGet();
                            return box;
                        })));

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

    /** A change waits for tasks in progress as long as they may take; shutdown does not. */
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
                // Longer than shutdown allows (25 s), and shorter than two provider time-outs.
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
        ProviderWorkers workers = startReady(file, ScriptedFactory.sandbox(each -> scripted(each, scripts)));
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
}
