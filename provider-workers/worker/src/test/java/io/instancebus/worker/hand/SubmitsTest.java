package io.instancebus.worker.hand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.instancebus.domain.Action;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.ProtectedText.Sealed;
import io.instancebus.domain.Report;
import io.instancebus.domain.Task;
import io.instancebus.provider.Foreign;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Secret;
import io.instancebus.time.Clocks;
import io.instancebus.worker.HandClock;
import io.instancebus.worker.Recorded;
import io.instancebus.worker.ScriptedProvider;
import io.instancebus.worker.report.TracedReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SubmitsTest {
    private Clocks clocks = Clocks.system();
    private final Recorded recorded = new Recorded();
    private final ScriptedProvider provider = new ScriptedProvider();
    private UserData userData = (task, create, text) -> new byte[0];
    private InstanceLimit limit = new InstanceLimit(Optional.empty(), Optional::empty, clocks.steady());
    private AdminPasswords adminPasswords = (task, replyKey, password) -> Optional.empty();

    private FakeDelivery handle(Task task, int deliveryCount) {
        return handle(
                task, deliveryCount, new RateLimiter(16, Optional.empty(), clocks.steady()), Duration.ofSeconds(10));
    }

    private FakeDelivery handle(Task task, int deliveryCount, RateLimiter rateLimiter, Duration patience) {
        HandAccount account = new HandAccount("main", provider, rateLimiter, limit, Duration.ofSeconds(20));
        Submits submits = new Submits(Map.of("main", account), userData, adminPasswords, recorded, patience, clocks);
        FakeDelivery delivery =
                new FakeDelivery(task, deliveryCount, clocks.steady().now(), recorded);
        submits.handle(delivery);
        return delivery;
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(60);
    }

    private Report only() {
        assertThat(recorded.reports).hasSize(1);
        return recorded.reports.getFirst();
    }

    @Test
    void whatCameOfATaskIsOnTheBusBeforeTheTaskIsAcknowledged() {
        FakeDelivery delivery = handle(Tasks.create(1, soon()), 1);

        assertThat(delivery.settled).isEqualTo("accepted");
        assertThat(delivery.reportedBefore)
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Accepted.class))
                .returns("native-key-1", Report.Accepted::nativeId);
        assertThat(provider.calls).containsExactly("create key-1");
    }

    @Test
    void thePasswordThatAnswersACreateIsReportedSealedAndWiped() {
        Secret clear = new Secret("first".getBytes(StandardCharsets.UTF_8));
        provider.adminPassword = clear;
        Bytes replyKey = new Bytes(new byte[32]);
        AtomicReference<String> given = new AtomicReference<>("");
        adminPasswords = (task, key, password) -> {
            given.set(new String(password.chars()));
            Sealed sealed = new Sealed("key", new Bytes(new byte[32]), new Bytes(new byte[20]));
            return Optional.of(
                    new AdminPassword(task.commandId(), Objects.equals(key, replyKey) ? sealed : null, sealed));
        };

        handle(Tasks.create(replyKey, soon()), 1);

        assertThat(given).hasValue("first");
        assertThat(only())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Accepted.class))
                .extracting(Report.Accepted::adminPassword)
                .satisfies(password -> {
                    assertThat(password.commandId()).isEqualTo(new CommandId("c-1"));
                    assertThat(password.toRequester()).isNotNull();
                });
        assertThatIllegalStateException().as("wiped").isThrownBy(clear::bytes);
    }

    @Test
    void aPasswordThatThereIsNobodyToSealToIsDroppedAndWiped() {
        Secret clear = new Secret("first".getBytes(StandardCharsets.UTF_8));
        provider.adminPassword = clear;

        handle(Tasks.create(1, soon()), 1);

        assertThat(only())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Accepted.class))
                .returns("native-key-1", Report.Accepted::nativeId)
                .returns(null, Report.Accepted::adminPassword);
        assertThatIllegalStateException().as("wiped").isThrownBy(clear::bytes);
    }

    /** The answer was lost, and the password with it; the machine is adopted nevertheless. */
    @Test
    void whoFindsWhatAnEarlierDeliveryMadeReportsNoPassword() {
        provider.byKey.put("key-1", "native-of-before");
        provider.adminPassword = new Secret("of another create".getBytes(StandardCharsets.UTF_8));

        handle(Tasks.create(1, soon()), 2);

        assertThat(only())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Accepted.class))
                .returns("native-of-before", Report.Accepted::nativeId)
                .returns(null, Report.Accepted::adminPassword);
    }

    @Test
    void aDestroyNamesTheKeyOfTheInstanceToTheProvider() {
        handle(Tasks.act(Action.DESTROY, soon()), 1);

        assertThat(provider.calls).containsExactly("destroy native-1 of key-1");
    }

    @Test
    void aStrayIsDestroyedOnceTheProviderSaysThatTheInstancesOwnMachineIsItsOwn() {
        provider.byKey.put("key-1", "native-1");

        handle(Tasks.stray("another", "native-1", soon()), 1);

        assertThat(provider.calls).containsExactly("whose native-1", "destroy another of key-1");
        assertThat(only()).isInstanceOf(Report.Accepted.class);
    }

    /** As after a forged report that named it first: the stray is the instance's own machine. */
    @Test
    void aStrayLivesWhileTheInstanceIsTakenForAMachineOfSomebodyElse() {
        provider.byKey.put("another-key", "native-1");

        handle(Tasks.stray("another", "native-1", soon()), 1);

        assertThat(provider.calls).containsExactly("whose native-1");
        assertThat(only())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Failed.class))
                .extracting(Report.Failed::failure)
                .returns(FailureCategory.INVALID, Failure::category)
                .returns(Foreign.CODE, Failure::providerCode);
    }

    @Test
    void aStrayLivesWhileTheInstancesOwnMachineIsNotFound() {
        handle(Tasks.stray("another", "native-1", soon()), 1);

        assertThat(provider.calls).containsExactly("whose native-1");
        assertThat(only()).isInstanceOf(Report.Deferred.class);
    }

    @Test
    void aStrayOfAFinishedInstanceIsDestroyedAtOnce() {
        handle(Tasks.stray("another", null, soon()), 1);

        assertThat(provider.calls).containsExactly("destroy another of key-1");
    }

    @Test
    void aTaskWhoseReportIsLostIsReleasedAndNeverAcknowledged() {
        recorded.broken = true;

        FakeDelivery delivery = handle(Tasks.create(1, soon()), 1);

        assertThat(delivery.settled).isEqualTo("released");
    }

    @Test
    void nothingBeginsAfterNotAfter() {
        FakeDelivery delivery = handle(Tasks.create(1, Instant.now().minusMillis(1)), 1);

        assertThat(delivery.settled).isEqualTo("accepted");
        assertThat(provider.calls).isEmpty();
        assertThat(recorded.reports).isEmpty();
    }

    @Test
    void notAfterIsCheckedAgainAfterASearchThatTookLong() {
        HandClock hand = new HandClock();
        clocks = hand.both();
        provider.onFind = () -> hand.advance(Duration.ofSeconds(61));

        handle(Tasks.create(2, hand.instant().plusSeconds(60)), 1);

        assertThat(provider.calls).containsExactly("find key-1");
        assertThat(only())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Failed.class))
                .extracting(failed -> failed.failure().category())
                .isEqualTo(FailureCategory.TIMEOUT);
    }

    @Test
    void aRebootIsAnnouncedBeforeItIsDone() {
        AtomicReference<List<Report>> announced = new AtomicReference<>(List.of());
        provider.onMutation = () -> announced.set(List.copyOf(recorded.reports));

        handle(Tasks.act(Action.REBOOT, soon()), 1);

        assertThat(announced.get()).singleElement().isInstanceOf(Report.Started.class);
        assertThat(recorded.reports).hasSize(2).last().isInstanceOf(Report.Accepted.class);
    }

    @Test
    void aRebootThatCannotBeAnnouncedIsNotDone() {
        recorded.broken = true;

        FakeDelivery delivery = handle(Tasks.act(Action.REBOOT, soon()), 1);

        assertThat(provider.calls).isEmpty();
        assertThat(delivery.settled).isEqualTo("released");
    }

    @Test
    void aRedeliveredRebootIsNotRepeatedAndItsOutcomeIsUnknown() {
        FakeDelivery delivery = handle(Tasks.act(Action.REBOOT, soon()), 2);

        assertThat(provider.calls).isEmpty();
        assertThat(only()).isInstanceOf(Report.OutcomeUnknown.class);
        assertThat(delivery.settled).isEqualTo("accepted");
    }

    @Test
    void aRedeliveredStopIsRepeated() {
        handle(Tasks.act(Action.STOP, soon()), 2);

        assertThat(provider.calls).containsExactly("stop native-1");
        assertThat(only()).isInstanceOf(Report.Accepted.class);
    }

    @Test
    void aSecondAttemptAtACreateAdoptsWhatTheFirstMade() {
        provider.byKey.put("key-1", "native-of-before");

        handle(Tasks.create(2, soon()), 1);

        assertThat(provider.calls).containsExactly("find key-1");
        assertThat(only())
                .isEqualTo(new Report.Accepted(Tasks.create(2, soon()).instanceId(), "c-1/i-1", 2, "native-of-before"));
    }

    @Test
    void aRepeatedCreateGoesOnWithWhatTheFirstLeftHalfDone() {
        provider.createInSteps = true;
        provider.byKey.put("key-1", "native-of-before");
        // The machine exists already, so it needs no room under the limit.
        limit = new InstanceLimit(
                Optional.of(1), () -> Optional.of(Set.of(new InstanceId("another"))), clocks.steady());

        handle(Tasks.create(2, soon()), 1);
        handle(Tasks.create(1, soon()), 2);

        assertThat(provider.calls)
                .containsExactly("find key-1", "resume native-of-before", "find key-1", "resume native-of-before");
        assertThat(recorded.reports)
                .hasSize(2)
                .allSatisfy(report -> assertThat(report)
                        .asInstanceOf(InstanceOfAssertFactories.type(Report.Accepted.class))
                        .returns("native-of-before", Report.Accepted::nativeId));
    }

    @Test
    void aCreateOfWhatAnObservationHasFoundIsGoneOnWithAndNothingIsMadeNorLookedFor() {
        ProtectedText userData = new ProtectedText.Reference("file:user-data");
        limit = new InstanceLimit(
                Optional.of(1), () -> Optional.of(Set.of(new InstanceId("another"))), clocks.steady());

        handle(Tasks.create(2, soon(), userData, "native-seen"), 1);
        provider.createInSteps = true;
        handle(Tasks.create(2, soon(), userData, "native-seen"), 1);

        assertThat(provider.calls).containsExactly("resume native-seen");
        assertThat(recorded.reports)
                .hasSize(2)
                .allSatisfy(report -> assertThat(report)
                        .asInstanceOf(InstanceOfAssertFactories.type(Report.Accepted.class))
                        .returns("native-seen", Report.Accepted::nativeId));
    }

    @Test
    void whoIsToldToWaitBeforeItGoesOnWithACreateDefersIt() {
        provider.createInSteps = true;
        provider.byKey.put("key-1", "native-of-before");
        provider.onMutation = () -> {
            throw ProviderFailure.rateLimited("slow down", null);
        };

        handle(Tasks.create(2, soon()), 1);

        assertThat(only()).isInstanceOf(Report.Deferred.class);
    }

    /** Giving up would forget the machine. */
    @Test
    void aCreateThatNobodyMayGoOnWithAnyMoreIsDeferred() {
        provider.createInSteps = true;
        provider.byKey.put("key-1", "native-of-before");
        HandClock hand = new HandClock();
        clocks = hand.both();
        provider.onFind = () -> hand.advance(Duration.ofSeconds(61));

        handle(Tasks.create(2, hand.instant().plusSeconds(60)), 1);

        assertThat(provider.calls).containsExactly("find key-1");
        assertThat(only()).isInstanceOf(Report.Deferred.class);
    }

    @Test
    void aCreateThatIsThereAndWhoseUserDataCannotBeOpenedAnyMoreIsUnknown() {
        provider.createInSteps = true;
        provider.byKey.put("key-1", "native-of-before");
        userData = (task, create, text) -> {
            throw TaskFailure.because(Failure.of(FailureCategory.NOT_FOUND, "there is no secret of that name"), null);
        };

        handle(Tasks.create(2, soon(), new ProtectedText.Reference("file:gone")), 1);

        assertThat(provider.calls).containsExactly("find key-1");
        assertThat(only()).isInstanceOf(Report.OutcomeUnknown.class);
    }

    @Test
    void aRedeliveredCreateAdoptsWhatTheFirstDeliveryMade() {
        provider.byKey.put("key-1", "native-of-before");

        handle(Tasks.create(1, soon()), 2);

        assertThat(provider.calls).containsExactly("find key-1");
    }

    @Test
    void aProviderWithoutTokensIsSearchedBeforeEveryCreate() {
        provider.idempotentCreate = false;

        handle(Tasks.create(1, soon()), 1);

        assertThat(provider.calls).containsExactly("find key-1", "create key-1");
    }

    /** The request of an earlier delivery may still be carried out later. */
    @Test
    void aRedeliveredCreateThatAProviderWithoutTokensDoesNotShowIsPutOffAndThenLookedForAgain() {
        provider.idempotentCreate = false;

        handle(Tasks.create(1, soon()), 2);

        assertThat(provider.calls).containsExactly("find key-1");
        assertThat(only())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Deferred.class))
                .satisfies(deferred ->
                        assertThat(deferred.retryAt()).isAfter(Instant.now().plusSeconds(20)));
        handle(Tasks.create(2, soon()), 1);
        assertThat(provider.calls).containsExactly("find key-1", "find key-1", "create key-1");
    }

    @Test
    void aRedeliveredCreateThatCannotBeSearchedForIsUnknownAndNotRepeated() {
        provider.onFind = () -> {
            throw ProviderFailure.unreachable("no route", null);
        };

        handle(Tasks.create(1, soon()), 2);

        assertThat(provider.calls).containsExactly("find key-1");
        assertThat(only()).isInstanceOf(Report.OutcomeUnknown.class);
    }

    @Test
    void aLostAnswerIsAnUnknownOutcome() {
        provider.onMutation = () -> {
            throw ProviderFailure.outcomeUnknown("the connection broke", null);
        };

        handle(Tasks.create(1, soon()), 1);

        assertThat(only()).isInstanceOf(Report.OutcomeUnknown.class);
    }

    @Test
    void tooManyRequestsAreDeferredUntilTheProviderSaysSo() {
        provider.onMutation = () -> {
            throw ProviderFailure.rateLimited("slow down", Duration.ofSeconds(7));
        };

        handle(Tasks.create(1, soon()), 1);

        assertThat(only())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Deferred.class))
                .satisfies(deferred ->
                        assertThat(deferred.retryAt()).isAfter(Instant.now().plusSeconds(5)));
    }

    @Test
    void aRefusalIsReportedInTheProvidersWords() {
        provider.onMutation = () -> {
            throw ProviderFailure.of(FailureCategory.QUOTA, "InstanceLimitExceeded", "you have 20 of 20");
        };

        handle(Tasks.create(1, soon()), 1);

        assertThat(only())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Failed.class))
                .extracting(Report.Failed::failure)
                .isEqualTo(new Failure(FailureCategory.QUOTA, "InstanceLimitExceeded", "you have 20 of 20", false));
    }

    @Test
    void aBugInAnAdapterIsAnUnknownOutcomeWithoutItsMessage() {
        provider.onMutation = () -> {
            throw new IllegalStateException("password=secret");
        };

        FakeDelivery delivery = handle(Tasks.create(1, soon()), 1);

        assertThat(only())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.OutcomeUnknown.class))
                .satisfies(unknown -> assertThat(unknown.reason()).doesNotContain("secret"));
        assertThat(delivery.settled).isEqualTo("accepted");
    }

    @Test
    void anAccountAtItsConcurrencyDefersAndCallsNobody() throws InterruptedException {
        RateLimiter rateLimiter = new RateLimiter(1, Optional.empty(), clocks.steady());
        RateLimiter.Result passage = rateLimiter.acquire(Duration.ZERO);

        handle(Tasks.create(1, soon()), 1, rateLimiter, Duration.ofMillis(50));

        assertThat(passage).isInstanceOf(RateLimiter.Permit.class);
        assertThat(provider.calls).isEmpty();
        assertThat(only())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Deferred.class))
                .satisfies(deferred -> assertThat(deferred.retryAt()).isAfter(Instant.now()));
    }

    @Test
    void aSlowCallIsReportedAsStartedAndGoesOnUnheld() throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch called = new CountDownLatch(1);
        provider.onMutation = () -> {
            called.countDown();
            answer.await();
        };
        HandAccount account = new HandAccount(
                "main",
                provider,
                new RateLimiter(16, Optional.empty(), clocks.steady()),
                limit,
                Duration.ofSeconds(20));
        Submits submits = new Submits(
                Map.of("main", account),
                (t, create, text) -> new byte[0],
                adminPasswords,
                recorded,
                Duration.ofMillis(50),
                clocks);
        FakeDelivery delivery =
                new FakeDelivery(Tasks.create(1, soon()), 1, clocks.steady().now(), recorded);
        Thread handler = Thread.ofVirtual().start(() -> submits.handle(delivery));
        called.await();

        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> delivery.settled.equals("accepted"));
        assertThat(delivery.reportedBefore).singleElement().isInstanceOf(Report.Started.class);

        answer.countDown();
        handler.join();
        assertThat(recorded.reports).hasSize(2).last().isInstanceOf(Report.Accepted.class);
        assertThat(recorded.traced).extracting(TracedReport::trace).containsOnly(delivery.trace());
    }

    @Test
    void noMoreInstancesAreMadeThanTheAccountMayHave() {
        Set<InstanceId> there = ConcurrentHashMap.newKeySet();
        there.add(new InstanceId("there"));
        limit = new InstanceLimit(Optional.of(3), () -> Optional.of(Set.copyOf(there)), clocks.steady());

        handle(Tasks.create(1, soon(), "a"), 1);
        handle(Tasks.create(1, soon(), "b"), 1);
        handle(Tasks.create(1, soon(), "c"), 1);
        assertThat(provider.calls).containsExactly("create key-a", "create key-b");
        assertThat(recorded.reports.getLast())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Failed.class))
                .satisfies(failed -> {
                    assertThat(failed.failure().category()).isEqualTo(FailureCategory.QUOTA);
                    assertThat(failed.failure().message()).contains("limit of 3 instances");
                });

        // The same instance again does not count again.
        handle(Tasks.create(1, soon(), "b"), 1);
        // An instance that the bus has come to know is not counted twice, and a destroyed one makes room.
        there.add(new InstanceId("a"));
        there.remove(new InstanceId("there"));
        handle(Tasks.create(1, soon(), "d"), 1);
        assertThat(provider.calls).endsWith("create key-b", "create key-d");
    }

    @Test
    void nothingIsMadeUnderALimitBeforeTheInstancesAreCounted() {
        limit = new InstanceLimit(Optional.of(3), Optional::empty, clocks.steady());

        handle(Tasks.create(1, soon()), 1);

        assertThat(only()).isInstanceOf(Report.Deferred.class);
        assertThat(provider.calls).isEmpty();
    }

    @Test
    void whatTheProviderRefusedTakesNoPlace() {
        limit = new InstanceLimit(Optional.of(1), () -> Optional.of(Set.of()), clocks.steady());
        provider.onMutation = () -> {
            throw ProviderFailure.of(FailureCategory.CAPACITY, null, "full");
        };
        handle(Tasks.create(1, soon(), "a"), 1);
        provider.onMutation = () -> {
            throw ProviderFailure.outcomeUnknown("lost", null);
        };
        handle(Tasks.create(1, soon(), "b"), 1);
        provider.onMutation = () -> {};
        handle(Tasks.create(1, soon(), "c"), 1);

        assertThat(recorded.reports.getLast())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Failed.class))
                .as("b may be there")
                .returns(FailureCategory.QUOTA, failed -> failed.failure().category());
        assertThat(provider.calls).doesNotContain("create key-c");
    }

    @Test
    void anAccountThatThisWorkerDoesNotHaveIsLeftForAnother() {
        Submits submits = new Submits(
                Map.of(), (t, create, text) -> new byte[0], adminPasswords, recorded, Duration.ofSeconds(1), clocks);
        FakeDelivery delivery =
                new FakeDelivery(Tasks.create(1, soon()), 1, clocks.steady().now(), recorded);

        submits.handle(delivery);

        assertThat(only())
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Failed.class))
                .satisfies(failed -> assertThat(failed.failure().retryable()).isTrue());
    }

    @Test
    void limitsPerSecondSpreadWhoIsTurnedAwayOverTime() throws InterruptedException {
        RateLimiter rateLimiter = new RateLimiter(100, Optional.of(2.0), new HandClock());

        List<Duration> promised = java.util.stream.IntStream.range(0, 6)
                .mapToObj(i -> {
                    try {
                        return rateLimiter.acquire(Duration.ZERO);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .flatMap(passage -> passage instanceof RateLimiter.Throttled over
                        ? java.util.stream.Stream.of(over.retryAfter())
                        : java.util.stream.Stream.empty())
                .toList();

        assertThat(promised).hasSizeBetween(3, 4).isSorted().doesNotHaveDuplicates();
    }

    /** A task that is held longer would be delivered again while its call continues. */
    @Test
    @Timeout(300)
    void aWallClockThatWasAheadMakesNoDeliveryHeldForLonger() throws InterruptedException {
        HandClock hand = new HandClock();
        clocks = hand.both();
        CountDownLatch answer = new CountDownLatch(1);
        provider.onMutation = answer::await;
        HandAccount account = new HandAccount(
                "main",
                provider,
                new RateLimiter(16, Optional.empty(), clocks.steady()),
                limit,
                Duration.ofSeconds(200));
        Submits submits =
                new Submits(Map.of("main", account), userData, adminPasswords, recorded, Duration.ofMillis(50), clocks);
        hand.setWall(Duration.ofHours(1));
        FakeDelivery delivery = new FakeDelivery(
                Tasks.create(1, hand.instant().plusSeconds(60)),
                1,
                clocks.steady().now(),
                recorded);
        hand.setWall(Duration.ofHours(-1));

        Thread handler = Thread.ofVirtual().start(() -> submits.handle(delivery));

        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> delivery.settled.equals("accepted"));
        assertThat(delivery.reportedBefore).singleElement().isInstanceOf(Report.Started.class);
        answer.countDown();
        handler.join();
    }
}
