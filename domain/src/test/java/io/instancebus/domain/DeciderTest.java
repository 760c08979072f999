package io.instancebus.domain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.Command.InstanceAction;
import io.instancebus.domain.Command.RunOnInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeciderTest {
    private static final InstanceId ID = new InstanceId("i-1");
    private static final String NATIVE = "native-1";
    private static final List<CommandType> RUNNING =
            List.of(CommandType.STOP, CommandType.REBOOT, CommandType.DESTROY, CommandType.RUN);

    private Decider decider = new Decider(Simulation.ACCOUNTS);
    private final List<Event> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private @Nullable Aggregate aggregate;
    private Instant now = Simulation.BEGIN;
    private int commands;
    private long pass;

    @Test
    void aCreateRunsFromAcceptedToSucceededWithEachStepAnEvent() {
        String command = send(create());
        accept(command, 1, NATIVE);
        observe(SightingState.PENDING);
        observe(SightingState.RUNNING);

        assertThat(bodies())
                .containsExactly(
                        "CommandAccepted",
                        "InstanceDetailsChanged",
                        "InstanceStateChanged",
                        "InstanceDetailsChanged",
                        "InstanceStateChanged",
                        "CommandSucceeded");
        assertThat(events.get(4).body())
                .isEqualTo(new Event.InstanceStateChanged(
                        InstanceState.PENDING, InstanceState.RUNNING, Cause.OBSERVED, null, null, RUNNING));
    }

    @Test
    void aCreateThatFailsAfterPendingSaysSoWithTheProvidersWords() {
        String command = send(create());
        accept(command, 1, NATIVE);
        Failure fault = new Failure(FailureCategory.CAPACITY, "NoDiskSpace", "Insufficient disk space", false);
        observed(Report.Sighting.builder(SightingState.ERROR)
                .nativeId(NATIVE)
                .fault(fault)
                .build());

        assertThat(state()).isEqualTo(InstanceState.ERROR);
        assertThat(events.getLast().body()).isEqualTo(new Event.CommandFailed(CommandType.CREATE, fault));
    }

    @Test
    void aStartThatTheProviderSaysHasFailedFailsWithItsWordsAndLeavesTheInstanceStopped() {
        running();
        observe(SightingState.STOPPED);
        String start = send(new InstanceAction(Action.START, false));
        accept(start, 1, null);
        Failure fault = new Failure(FailureCategory.CAPACITY, "InsufficientMemory", "no memory", false);
        observed(withFault(SightingState.STOPPED, fault));

        assertThat(state()).isEqualTo(InstanceState.STOPPED);
        assertThat(events.getLast().body()).isEqualTo(new Event.CommandFailed(CommandType.START, fault));
        assertThat(bodies()).endsWith("InstanceStateChanged", "CommandFailed");
    }

    @Test
    void aRebootThatTheProviderSaysHasFailedIsNoSuccessThoughTheInstanceRuns() {
        running();
        String reboot = send(new InstanceAction(Action.REBOOT, false));
        accept(reboot, 1, null);
        Failure fault = new Failure(FailureCategory.INTERNAL, "SystemError", "reset failed", false);
        observed(withFault(SightingState.RUNNING, fault));

        assertThat(state()).isEqualTo(InstanceState.RUNNING);
        assertThat(events.getLast().body()).isEqualTo(new Event.CommandFailed(CommandType.REBOOT, fault));
    }

    @Test
    void aCreateThatIsThereButDidNotComeUpHasFailedWithTheProvidersWords() {
        String command = send(create());
        accept(command, 1, NATIVE);
        Failure fault = new Failure(FailureCategory.CAPACITY, "InsufficientMemory", "no memory", false);
        observed(withFault(SightingState.STOPPED, fault));

        assertThat(events.getLast().body()).isEqualTo(new Event.CommandFailed(CommandType.CREATE, fault));
        assertThat(state()).isEqualTo(InstanceState.ERROR);
        observed(withFault(SightingState.STOPPED, fault));
        assertThat(state()).isEqualTo(InstanceState.STOPPED);
    }

    private static Report.Sighting withFault(SightingState state, Failure fault) {
        return Report.Sighting.builder(state).nativeId(NATIVE).fault(fault).build();
    }

    @Test
    void anObservationThatBeganBeforeAMutationIsNotTakenForItsEffect() {
        running();
        long before = number();
        String reboot = send(new InstanceAction(Action.REBOOT, false));
        accept(reboot, 1, null);
        decide(new Input.ReportReceived(
                new Report.Observed(ID, before, 1, ++pass, Report.Sighting.of(SightingState.RUNNING))));

        assertThat(bodies()).doesNotContain("CommandSucceeded");
    }

    @Test
    void anObservationThatIsOvertakenByALaterOneIsNotBelieved() {
        running();
        pass += 5;
        observe(SightingState.STOPPED);
        decide(new Input.ReportReceived(
                new Report.Observed(ID, number(), 1, pass - 2, Report.Sighting.of(SightingState.RUNNING))));

        assertThat(state()).isEqualTo(InstanceState.STOPPED);
    }

    @Test
    void aForgedObservationWithTheHighestEpochDoesNotKeepTrueOnesFromCountingForLong() {
        running();
        forged(number(), Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(state()).as("it is believed at first").isEqualTo(InstanceState.STOPPED);

        observe(SightingState.RUNNING);
        pass(Simulation.POLICY.firstLook());
        assertThat(effects.getLast()).isInstanceOf(Effect.RequestObservation.class);
        observe(SightingState.RUNNING);

        assertThat(state()).isEqualTo(InstanceState.RUNNING);
    }

    @Test
    void aForgedObservationInAnswerToARequestDoesNotHideTheTrueAnswerForLong() {
        String command = send(create());
        accept(command, 1, NATIVE);
        pass(Simulation.POLICY.firstLook());
        forged(number(), Long.MAX_VALUE, Long.MAX_VALUE);
        observe(SightingState.RUNNING);
        pass(Simulation.POLICY.firstLook());
        observe(SightingState.RUNNING);

        assertThat(state()).isEqualTo(InstanceState.RUNNING);
    }

    @Test
    void anObservationWithANumberThatWasNeverAskedForHasItAskedForAfresh() {
        running();
        long before = number();
        forged(Long.MAX_VALUE, 1, ++pass);
        assertThat(state()).isEqualTo(InstanceState.RUNNING);
        assertThat(effects).isEmpty();

        pass(Simulation.POLICY.firstLook());
        assertThat(effects)
                .singleElement()
                .isInstanceOfSatisfying(
                        Effect.RequestObservation.class,
                        request -> assertThat(request.number()).isEqualTo(before + 1));
    }

    @Test
    void howeverManyObservationsCannotBePlacedTheProviderIsAskedNoMoreOftenThanForAnInstanceThatIsWaitedFor() {
        running();
        for (int second = 0; second < 20; second++) {
            for (int each = 0; each < 10; each++) {
                forged(number() + 1 + each, 1, 1);
            }
            pass(Duration.ofSeconds(1));
        }
        assertThat(effects).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void anObservationThatIsDeliveredTwiceIsNotAskedForAfresh() {
        running();
        observe(SightingState.STOPPED);
        effects.clear();
        decide(new Input.ReportReceived(
                new Report.Observed(ID, number(), 1, pass, Report.Sighting.of(SightingState.STOPPED))));
        pass(Duration.ofMinutes(1));

        assertThat(effects).isEmpty();
    }

    @Test
    void oneObservationThatShowsItGoneFinishesNothingThatNobodyDestroyed() {
        running();
        observe(SightingState.GONE);
        assertThat(state()).isEqualTo(InstanceState.RUNNING);
        pass(Simulation.POLICY.firstLook());
        assertThat(effects).singleElement().isInstanceOf(Effect.RequestObservation.class);
        observe(SightingState.RUNNING);
        assertThat(events).isEmpty();

        observe(SightingState.GONE);
        pass(Simulation.POLICY.firstLook());
        observe(SightingState.GONE);
        assertThat(state()).isEqualTo(InstanceState.FINISH);
    }

    @Test
    void oneObservationThatShowsItGoneFinishesNothingBeforeTheProviderHasTakenItsDestroy() {
        running();
        send(new InstanceAction(Action.DESTROY, false));
        observe(SightingState.GONE);
        assertThat(bodies()).containsExactly("CommandAccepted");
    }

    private void forged(long number, long epoch, long itsPass) {
        report(new Report.Observed(ID, number, epoch, itsPass, Report.Sighting.of(SightingState.STOPPED)));
    }

    @Test
    void oneMissIsNotDeathAndSeveralAre() {
        running();
        observe(SightingState.MISSING);
        observe(SightingState.MISSING);
        assertThat(state()).isEqualTo(InstanceState.RUNNING);
        observe(SightingState.MISSING);

        assertThat(bodies()).endsWith("InstanceVanished", "InstanceStateChanged");
        assertThat(state()).isEqualTo(InstanceState.ERROR);
        observe(SightingState.RUNNING);
        assertThat(bodies()).contains("InstanceReappeared");
        assertThat(state()).isEqualTo(InstanceState.RUNNING);
    }

    @Test
    void whatNobodyAskedForIsNobodysAlsoWhileACommandIsUnderWay() {
        running();
        String stop = send(new InstanceAction(Action.STOP, false));
        report(new Report.Accepted(ID, stop, 1, null));
        for (int i = 0; i < 3; i++) {
            observe(SightingState.MISSING);
        }
        observe(SightingState.RUNNING);

        assertThat(actor(Event.InstanceVanished.class)).isEqualTo("instance-bus");
        assertThat(actor(Event.InstanceReappeared.class)).isEqualTo("instance-bus");
        assertThat(actor(Event.CommandFailed.class)).isEqualTo("test");
    }

    @Test
    void aMachineThatSomebodyElseEndsDuringARebootIsNotEndedByItsRebooter() {
        running();
        String reboot = send(new InstanceAction(Action.REBOOT, false));
        report(new Report.Accepted(ID, reboot, 1, null));
        observe(SightingState.GONE);
        pass(Simulation.POLICY.firstLook());
        observe(SightingState.GONE);

        assertThat(state()).isEqualTo(InstanceState.FINISH);
        assertThat(events)
                .filteredOn(event -> event.body() instanceof Event.InstanceStateChanged changed
                        && changed.to() == InstanceState.FINISH)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.actor()).isEqualTo("instance-bus");
                    assertThat(event.commandId()).isNull();
                });
        assertThat(actor(Event.CommandFailed.class)).isEqualTo("test");
    }

    private String actor(Class<? extends Event.Body> type) {
        return events.stream()
                .filter(event -> type.isInstance(event.body()))
                .map(Event::actor)
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    @Test
    void aCreateOfUnknownOutcomeIsAdoptedWhenItIsFound() {
        String command = send(create());
        report(new Report.OutcomeUnknown(ID, command, 1, "cut"));
        observe(SightingState.MISSING);
        observe(SightingState.RUNNING);

        assertThat(state()).isEqualTo(InstanceState.RUNNING);
        assertThat(bodies()).endsWith("CommandSucceeded");
        assertThat(effects.stream().filter(Effect.IssueTask.class::isInstance)).hasSize(1);
    }

    /** It may have been made and not started: only who has the whole create can go on with it. */
    @Test
    void aCreateOfUnknownOutcomeThatIsFoundUnderWayIsGoneOnWithByAWorker() {
        String command = send(create());
        report(new Report.OutcomeUnknown(ID, command, 1, "cut"));
        observe(SightingState.PENDING);

        Task again = lastTask();
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.body()).isEqualTo(new Task.Create(create(), NATIVE));
        accept(command, 2, NATIVE);
        observe(SightingState.RUNNING);
        assertThat(bodies()).endsWith("CommandSucceeded");
    }

    @Test
    void whatCannotBeGoneOnWithFailsWithItsReason() {
        String command = send(create());
        report(new Report.OutcomeUnknown(ID, command, 1, "cut"));
        observe(SightingState.PENDING);
        Failure failure = Failure.of(FailureCategory.INVALID, "no such program");
        report(new Report.Failed(ID, command, 2, failure));

        assertThat(events.getLast().body()).isEqualTo(new Event.CommandFailed(CommandType.CREATE, failure));
        assertThat(state()).isEqualTo(InstanceState.ERROR);
    }

    @Test
    void whatIsFoundUnderWayAgainAndAgainIsAskedForSomeTimesAndThenWaitedFor() {
        String command = send(create());
        for (int attempt = 1; attempt <= Simulation.POLICY.maxAttempts(); attempt++) {
            report(new Report.OutcomeUnknown(ID, command, attempt, "cut"));
            observe(SightingState.PENDING);
        }
        assertThat(effects.stream().filter(Effect.IssueTask.class::isInstance))
                .hasSize(Simulation.POLICY.maxAttempts());
        observe(SightingState.RUNNING);
        assertThat(bodies()).endsWith("CommandSucceeded");
    }

    @Test
    void aDestroyThatWaitsForACreateOfUnknownOutcomeBeginsWhenItIsFound() {
        String command = send(create());
        report(new Report.OutcomeUnknown(ID, command, 1, "cut"));
        send(new InstanceAction(Action.DESTROY, false));
        observe(SightingState.PENDING);

        assertThat(lastTask().body()).isEqualTo(new Task.Act(Action.DESTROY, false, NATIVE));
    }

    @Test
    void aCreateOfUnknownOutcomeThatNeverShowsIsFinishedAfterItsSettlement() {
        String command = send(create());
        report(new Report.OutcomeUnknown(ID, command, 1, "cut"));
        for (int misses = 0; misses < 3; misses++) {
            observe(SightingState.MISSING);
        }
        assertThat(state()).isEqualTo(InstanceState.PENDING);
        pass(Simulation.POLICY.submitWindow().plus(Simulation.POLICY.lockAndSkew()));

        assertThat(state()).isEqualTo(InstanceState.FINISH);
        assertThat(bodies()).contains("CommandFailed");
    }

    @Test
    void aHangingCreateStallsThenFailsAndIsSeenWhenItComesUpAfterAll() {
        String command = send(create());
        accept(command, 1, NATIVE);
        observe(SightingState.PENDING);
        pass(Simulation.POLICY.stallAfter());
        assertThat(bodies()).endsWith("InstanceStalled");
        pass(Simulation.POLICY.noProgressLimit());
        assertThat(state()).isEqualTo(InstanceState.ERROR);
        observe(SightingState.RUNNING);

        assertThat(events.getLast().body())
                .isEqualTo(new Event.InstanceStateChanged(
                        InstanceState.ERROR, InstanceState.RUNNING, Cause.OBSERVED, null, null, RUNNING));
    }

    /** As after a full disk, or a night in which the bus was stopped: an observation has to come first. */
    @Test
    void whatCameUpWhileTheBusWasDownIsNotGivenUpBeforeItIsSeen() {
        String command = send(create());
        accept(command, 1, NATIVE);
        observe(SightingState.PENDING);
        pass(Simulation.POLICY.noProgressLimit().multipliedBy(2));
        assertThat(bodies()).endsWith("InstanceStalled");
        pass(Duration.ofSeconds(30));
        observe(SightingState.RUNNING);

        assertThat(state()).isEqualTo(InstanceState.RUNNING);
        assertThat(bodies()).endsWith("CommandSucceeded").doesNotContain("CommandFailed");
    }

    @Test
    void whatWasStalledWhenTheBusWentDownIsNotGivenUpBeforeItIsSeen() {
        String command = send(create());
        accept(command, 1, NATIVE);
        observe(SightingState.PENDING);
        pass(Simulation.POLICY.stallAfter());
        pass(Simulation.POLICY.noProgressLimit().multipliedBy(2));
        pass(Duration.ofSeconds(30));
        observe(SightingState.RUNNING);

        assertThat(state()).isEqualTo(InstanceState.RUNNING);
        assertThat(bodies()).endsWith("CommandSucceeded").doesNotContain("CommandFailed");
    }

    @Test
    void aCreateThatWasGivenUpStaysInErrorWhileTheProviderStillShowsItPending() {
        String command = send(create());
        accept(command, 1, NATIVE);
        observe(SightingState.PENDING);
        pass(Simulation.POLICY.stallAfter());
        pass(Simulation.POLICY.noProgressLimit());
        events.clear();
        observe(SightingState.PENDING);

        assertThat(state()).isEqualTo(InstanceState.ERROR);
        assertThat(bodies()).isEmpty();
    }

    @Test
    void laterChangesWaitTheirTurnAndAFullQueueSaysSo() {
        running();
        send(new InstanceAction(Action.STOP, false));
        for (int index = 0; index < InFlight.QUEUE_LIMIT; index++) {
            send(new InstanceAction(Action.START, false));
        }
        assertThat(bodies()).doesNotContain("CommandRejected");
        send(new InstanceAction(Action.START, false));

        assertThat(events.getLast().body())
                .isInstanceOfSatisfying(
                        Event.CommandRejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(RejectionCode.QUEUE_FULL));
    }

    @Test
    void aDestroyJumpsTheQueueAndWhatWaitsIsAnsweredAsSuperseded() {
        running();
        send(new InstanceAction(Action.STOP, false));
        send(new InstanceAction(Action.START, false));
        events.clear();
        String destroy = send(new InstanceAction(Action.DESTROY, false));

        assertThat(bodies()).containsExactly("CommandAccepted", "CommandFailed", "CommandFailed");
        accept(destroy, 1, null);
        observe(SightingState.GONE);
        assertThat(state()).isEqualTo(InstanceState.FINISH);
        assertThat(bodies()).endsWith("CommandSucceeded");
    }

    @Test
    void aDestroyAwaitsACreateWhoseIdIsNotKnownSoThatNothingIsLeftBehind() {
        String create = send(create());
        send(new InstanceAction(Action.DESTROY, false));
        assertThat(effects.stream().filter(Effect.IssueTask.class::isInstance)).hasSize(1);
        accept(create, 1, NATIVE);

        Effect.IssueTask last = (Effect.IssueTask) effects.stream()
                .filter(Effect.IssueTask.class::isInstance)
                .reduce((one, other) -> other)
                .orElseThrow();
        assertThat(last.task().body()).isEqualTo(new Task.Act(Action.DESTROY, false, NATIVE));
    }

    @Test
    void aDestroyOfWhatIsNotKnownYetIsTriedUntilItIs() {
        accept(send(create()), 1, NATIVE);
        String destroy = send(new InstanceAction(Action.DESTROY, false));
        pass(Duration.ofSeconds(1));
        notFound(destroy, 1);
        assertThat(state()).isEqualTo(InstanceState.PENDING);
        pass(Duration.ofSeconds(1));
        accept(destroy, 2, null);
        observe(SightingState.GONE);

        assertThat(events.getLast().body()).isEqualTo(new Event.CommandSucceeded(CommandType.DESTROY));
        assertThat(state()).isEqualTo(InstanceState.FINISH);
    }

    @Test
    void aDestroyOfWhatNeverCameToBeKnownEndsWhenItsCreateHasSettled() {
        accept(send(create()), 1, NATIVE);
        String destroy = send(new InstanceAction(Action.DESTROY, false));
        int attempt = 0;
        while (state() != InstanceState.FINISH) {
            assertThat(now).isBefore(Simulation.BEGIN.plusSeconds(30));
            if (effects.removeLast() instanceof Effect.IssueTask issued) {
                attempt = issued.task().attempt();
                notFound(destroy, attempt);
            }
            while (effects.isEmpty() && state() != InstanceState.FINISH) {
                pass(Duration.ofMillis(100));
            }
        }
        assertThat(now).isAfterOrEqualTo(Simulation.BEGIN.plus(Simulation.POLICY.settlement()));
        assertThat(attempt).isLessThan(10);
    }

    @Test
    void aDestroyOfWhatWasSeenAndIsNotFoundIsDone() {
        running();
        notFound(send(new InstanceAction(Action.DESTROY, false)), 1);
        assertThat(state()).isEqualTo(InstanceState.FINISH);
    }

    /** As when it was being started, which vCenter ends before it refuses to delete the machine. */
    @Test
    void aDestroyAfterWhichTheInstanceRunsIsAskedForAgain() {
        running();
        observe(SightingState.STOPPED);
        String destroy = send(new InstanceAction(Action.DESTROY, false));
        accept(destroy, 1, null);
        observe(SightingState.STOPPED);
        observe(SightingState.STOPPING);
        effects.clear();
        observe(SightingState.RUNNING);
        pass(Duration.ofSeconds(1));

        assertThat(lastTask().attempt()).isEqualTo(2);
        accept(destroy, 2, null);
        observe(SightingState.GONE);
        assertThat(events.getLast().body()).isEqualTo(new Event.CommandSucceeded(CommandType.DESTROY));
    }

    @Test
    void aDestroyOfWhatRunsOnIsAskedForSomeTimesAndThenFails() {
        running();
        String destroy = send(new InstanceAction(Action.DESTROY, false));
        Instant end = now.plus(Simulation.POLICY.hardLimit());
        int attempts = 0;
        while (!bodies().contains("CommandFailed")) {
            assertThat(now).isBefore(end);
            if (!effects.isEmpty() && effects.removeLast() instanceof Effect.IssueTask issued) {
                attempts = issued.task().attempt();
                accept(destroy, attempts, null);
            }
            observe(SightingState.RUNNING);
            pass(Duration.ofSeconds(1));
        }
        assertThat(attempts).isEqualTo(Simulation.POLICY.maxAttempts());
        assertThat(state()).isNotEqualTo(InstanceState.FINISH);
        observe(SightingState.RUNNING);
        assertThat(state()).isEqualTo(InstanceState.RUNNING);
    }

    /** As when a worker was thought dead and was not, and the provider cannot tell that both ask for the same. */
    @Test
    void whatASecondWorkerMadeOfOneCreateIsDestroyed() {
        String command = send(create());
        accept(command, 1, NATIVE);
        accept(command, 1, NATIVE);
        assertThat(effects).hasSize(1);
        accept(command, 1, "another");

        assertThat(lastTask().body()).isEqualTo(new Task.DestroyStray("another", NATIVE));
        observe(SightingState.RUNNING);
        assertThat(bodies()).endsWith("CommandSucceeded");
        effects.clear();
        accept(command, 2, "a third");
        assertThat(lastTask().body()).isEqualTo(new Task.DestroyStray("a third", NATIVE));
        observe(SightingState.STOPPED);
        assertThat(state()).isEqualTo(InstanceState.STOPPED);
    }

    @Test
    void whatASecondWorkerMadeIsDestroyedAlsoWhenTheInstanceIsFinished() {
        String command = send(create());
        accept(command, 1, NATIVE);
        accept(send(new InstanceAction(Action.DESTROY, false)), 1, NATIVE);
        observe(SightingState.GONE);
        assertThat(state()).isEqualTo(InstanceState.FINISH);
        effects.clear();
        accept(command, 1, NATIVE);
        assertThat(effects).isEmpty();
        accept(command, 1, "another");

        assertThat(lastTask().body()).isEqualTo(new Task.DestroyStray("another", null));
    }

    @Test
    void whatIsDestroyedBecauseItIsNobodysIsDestroyedOnce() {
        String command = send(create());
        report(new Report.OutcomeUnknown(ID, command, 1, "cut"));
        for (int misses = 0; misses < 3; misses++) {
            observe(SightingState.MISSING);
        }
        pass(Simulation.POLICY.submitWindow().plus(Simulation.POLICY.lockAndSkew()));
        assertThat(state()).isEqualTo(InstanceState.FINISH);
        accept(command, 1, NATIVE);
        Task stray = lastTask();
        assertThat(stray.body()).isEqualTo(new Task.DestroyStray(NATIVE, null));
        accept(command, 1, NATIVE);
        accept(stray.taskId(), 1, NATIVE);
        assertThat(effects).last().isEqualTo(new Effect.IssueTask(stray));
        pass(Duration.ofSeconds(1));
        notFound(stray.taskId(), 2);
        assertThat(events.getLast().body()).isInstanceOf(Event.StrayMachineDestroyed.class);
        effects.clear();
        accept(stray.taskId(), 1, NATIVE);
        accept(stray.taskId(), 3, "another");

        assertThat(effects).isEmpty();
    }

    /** Deferred, refused for a while, lost, of unknown outcome: whatever comes of an attempt, there is another. */
    @Test
    void aStrayIsDestroyedHoweverOftenItIsInVain() {
        Task stray = stray();
        report(new Report.Deferred(ID, stray.taskId(), 1, now.plusSeconds(3), "busy"));
        pass(Duration.ofSeconds(3));
        report(new Report.Failed(ID, stray.taskId(), 2, Failure.of(FailureCategory.CONFLICT, "locked")));
        pass(Duration.ofSeconds(1));
        report(new Report.OutcomeUnknown(ID, stray.taskId(), 3, "cut"));
        pass(Duration.ofSeconds(2));
        pass(Simulation.POLICY.submitWindow().plus(Simulation.POLICY.lockAndSkew()));
        assertThat(lastTask().attempt()).as("after one that nobody reported on").isEqualTo(5);
        accept(stray.taskId(), 5, "another");
        pass(Duration.ofSeconds(8));
        notFound(stray.taskId(), 6);

        assertThat(events.getLast().body())
                .isEqualTo(new Event.StrayMachineDestroyed("another", "a second machine was made for this instance"));
        assertThat(aggregate)
                .isInstanceOfSatisfying(
                        Aggregate.Live.class,
                        live -> assertThat(live.inFlight().strays()).isEmpty());
    }

    @Test
    void aStrayThatIsNotFoundWhenItIsYoungIsAskedForAgain() {
        Task stray = stray();
        notFound(stray.taskId(), 1);
        assertThat(bodies()).doesNotContain("StrayMachineDestroyed");
        pass(Duration.ofSeconds(1));

        assertThat(lastTask().attempt()).isEqualTo(2);
    }

    @Test
    void aStrayThatTheProviderSaysIsSomebodyElsesIsLeftAndToldOf() {
        Task stray = stray();
        effects.clear();
        Failure foreign = Failure.of(FailureCategory.INVALID, "another's");
        report(new Report.Failed(ID, stray.taskId(), 1, foreign));

        assertThat(events.getLast().body()).isInstanceOfSatisfying(Event.StrayMachineLeft.class, left -> {
            assertThat(left.nativeId()).isEqualTo("another");
            assertThat(left.failure()).isEqualTo(foreign);
        });
        assertThat(events.getLast().actor()).isEqualTo("instance-bus");
        pass(Duration.ofHours(1));
        assertThat(effects).noneMatch(Effect.IssueTask.class::isInstance);
    }

    @Test
    void aStrayThatCannotBeDestroyedInTimeIsToldOf() {
        Task stray = stray();
        Instant end = now.plus(Simulation.POLICY.hardLimit()).plusSeconds(1);
        int attempts = 0;
        while (!bodies().contains("StrayMachineLeft")) {
            assertThat(now).isBefore(end);
            if (lastTask().attempt() > attempts) {
                attempts = lastTask().attempt();
                report(new Report.Failed(ID, stray.taskId(), attempts, Failure.of(FailureCategory.AUTH, "may not")));
            }
            pass(Duration.ofSeconds(1));
        }
        assertThat(attempts).isBetween(10, 30);
        assertThat(((Event.StrayMachineLeft) events.getLast().body()).failure().message())
                .contains("may not");
    }

    @Test
    void anInstanceIsNotForgottenWhileAStrayOfItIsBeingDestroyed() {
        Task stray = stray();
        accept(send(new InstanceAction(Action.DESTROY, false)), 1, NATIVE);
        observe(SightingState.GONE);
        accept(stray.taskId(), 1, "another");
        InFlight inFlight = ((Aggregate.Live) requireNonNull(aggregate)).inFlight();
        Instant forgetAt = requireNonNull(inFlight.forgetAt());

        assertThat(inFlight.strays()).hasSize(1);
        assertThat(Timers.earliest(inFlight)).isBefore(forgetAt);
        now = forgetAt.plusSeconds(1);
        pass(Duration.ZERO);
        assertThat(bodies()).endsWith("StrayMachineLeft");
        pass(Duration.ZERO);
        assertThat(aggregate).isInstanceOf(Aggregate.Tombstone.class);
    }

    @Test
    void moreStraysThanAreKeptInMindAreToldOfAtOnce() {
        String command = send(create());
        accept(command, 1, NATIVE);
        for (int index = 0; index <= InFlight.STRAY_LIMIT; index++) {
            accept(command, 1, "another-" + index);
        }
        assertThat(((Event.StrayMachineLeft) events.getLast().body()).nativeId())
                .isEqualTo("another-" + InFlight.STRAY_LIMIT);
    }

    /** As when a report is forged, or a watcher mistakes one machine for another. */
    @Test
    void anObservationOfAnotherMachineChangesNothing() {
        running();
        observed(Report.Sighting.builder(SightingState.STOPPED)
                .nativeId("another")
                .build());

        assertThat(bodies()).isEmpty();
        assertThat(lastNativeId()).isEqualTo(NATIVE);
    }

    private @Nullable String lastNativeId() {
        return aggregate instanceof Aggregate.Live live ? live.instance().nativeId() : null;
    }

    /** Of a running instance. */
    private Task stray() {
        String command = send(create());
        accept(command, 1, NATIVE);
        observe(SightingState.RUNNING);
        accept(command, 1, "another");
        return lastTask();
    }

    private Task lastTask() {
        return ((Effect.IssueTask) effects.stream()
                        .filter(Effect.IssueTask.class::isInstance)
                        .reduce((one, other) -> other)
                        .orElseThrow())
                .task();
    }

    private void notFound(String task, int attempt) {
        report(new Report.Failed(ID, task, attempt, Failure.of(FailureCategory.NOT_FOUND, "no such instance")));
    }

    @Test
    void aTaskThatNobodyReportsOnIsIssuedAgainAndOnlyWhenNobodyCanBeAtWorkOnIt() {
        send(create());
        pass(Simulation.POLICY.submitWindow());
        assertThat(effects).hasSize(1);
        pass(Simulation.POLICY.lockAndSkew());

        assertThat(((Effect.IssueTask) effects.getLast()).task().attempt()).isEqualTo(2);
    }

    @Test
    void aRunThatBeganAndWasNotHeardOfAgainIsUnknownAndItsLateResultIsStillTold() {
        running();
        String run = send(run());
        report(new Report.Started(ID, run, 1));
        pass(Duration.ofSeconds(5).plus(Simulation.POLICY.lockAndSkew()));
        assertThat(bodies()).endsWith("CommandOutcomeUnknown");
        report(new Report.RunFinished(
                ID, run, 1, new RunResult(0, null, "late", false, false, null, Duration.ofSeconds(1))));

        assertThat(bodies()).endsWith("CommandOutcomeUnknown", "RunCompleted");
    }

    /** As when the server for SSH comes up half a minute after the machine is shown as running. */
    @Test
    void aRunOnAMachineThatWasNeverReachedIsTriedUntilItsTimeIsOver() {
        running();
        pass(Duration.ofDays(1));
        String run = send(run());
        Instant accepted = now;
        int attempts = failed(run, FailureCategory.RETRYABLE, Duration.ofMinutes(3));
        assertThat(bodies()).doesNotContain("CommandFailed").containsOnlyOnce("InstanceStalled");
        assertThat(attempts).isBetween(12, 30);
        failed(run, FailureCategory.TIMEOUT, Duration.ofMinutes(5));

        assertThat(failure().message()).isEqualTo("no: TIMEOUT");
        assertThat(Duration.between(accepted, now)).isGreaterThan(Duration.ofMinutes(3));
    }

    @Test
    void aRunOnAMachineThatWasReachedBeforeIsTriedForHalfAMinute() {
        reached();
        String run = send(run());
        Instant accepted = now;
        failed(run, FailureCategory.RETRYABLE, Duration.ofMinutes(5));

        assertThat(failure().category()).isEqualTo(FailureCategory.RETRYABLE);
        assertThat(Duration.between(accepted, now)).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(60));
    }

    /** However long ago it was reached, it has just come up again. */
    @Test
    void aRunAfterAStartIsTriedAsOnAMachineThatIsNew() {
        reached();
        observe(SightingState.STOPPED);
        observe(SightingState.RUNNING);
        String run = send(run());
        failed(run, FailureCategory.RETRYABLE, Duration.ofMinutes(2));

        assertThat(bodies()).doesNotContain("CommandFailed");
    }

    /** cloud-init installs the key some seconds after the server for SSH is up. */
    @Test
    void aKeyThatIsRefusedByAYoungMachineIsTriedAgainAndByAnOldOneIsWrong() {
        running();
        String run = send(run());
        failed(run, FailureCategory.AUTH, Duration.ofSeconds(8));
        assertThat(bodies()).doesNotContain("CommandFailed");
        failed(run, FailureCategory.AUTH, Simulation.POLICY.settlement());
        assertThat(failure().category()).isEqualTo(FailureCategory.AUTH);
        events.clear();
        report(new Report.Failed(ID, send(run()), 1, Failure.of(FailureCategory.AUTH, "wrong key")));

        assertThat(failure().message()).isEqualTo("wrong key");
    }

    @Test
    void aRunThatComesBeforeTheAddressWaitsForIt() {
        running();
        String run = send(run());
        failed(run, FailureCategory.CONFLICT, Duration.ofSeconds(5));
        assertThat(bodies()).doesNotContain("CommandFailed");
        observed(Report.Sighting.builder(SightingState.RUNNING)
                .nativeId(NATIVE)
                .publicAddresses(List.of(new Address("127.0.0.1", AddressType.IPV4)))
                .build());
        failed(run, FailureCategory.CONFLICT, Duration.ofMinutes(1));

        assertThat(failure().category()).isEqualTo(FailureCategory.CONFLICT);
    }

    /** Was up for long, and a run on it was answered. */
    private void reached() {
        running();
        report(new Report.RunFinished(
                ID, send(run()), 1, new RunResult(0, null, "", false, false, "SHA256:x", Duration.ofSeconds(1))));
        pass(Duration.ofDays(1));
        events.clear();
    }

    /** Every attempt fails at once, until the command is answered or the time has passed; returns the last attempt. */
    private int failed(String task, FailureCategory category, Duration during) {
        Instant end = now.plus(during);
        int answered = 0;
        while (now.isBefore(end) && !bodies().contains("CommandFailed")) {
            Task last = lastTask();
            if (last.taskId().equals(task) && last.attempt() > answered) {
                answered = last.attempt();
                report(new Report.Failed(ID, task, answered, Failure.of(category, "no: " + category)));
            }
            pass(Duration.ofMillis(500));
        }
        return answered;
    }

    private Failure failure() {
        return events.stream()
                .map(Event::body)
                .filter(Event.CommandFailed.class::isInstance)
                .map(Event.CommandFailed.class::cast)
                .findFirst()
                .orElseThrow()
                .failure();
    }

    @Test
    void whatWasNeverMadeHasNotVanished() {
        String command = send(create());
        report(new Report.Failed(ID, command, 1, Failure.of(FailureCategory.QUOTA, "too many")));
        for (int observations = 0; observations < 5; observations++) {
            observe(SightingState.MISSING);
        }
        assertThat(state()).isEqualTo(InstanceState.ERROR);
        assertThat(bodies()).endsWith("CommandFailed").doesNotContain("InstanceVanished");
        pass(Duration.ofHours(1));
        effects.clear();
        pass(Duration.ofHours(1));
        assertThat(effects).as("and the search for it ends").isEmpty();
    }

    /** The watcher may be quicker than the worker that has just asked for it. */
    @Test
    void whatAnOwnCommandLeadsToIsNoDriftEvenBeforeItsAnswer() {
        running();
        String stop = send(new InstanceAction(Action.STOP, false));
        observe(SightingState.STOPPING);
        assertThat(events.getLast().commandId()).isEqualTo(new CommandId("c1"));
        assertThat(events.getLast().actor()).isEqualTo("test");
        assertThat(((Event.InstanceStateChanged) events.getLast().body()).cause())
                .isEqualTo(Cause.COMMAND);
        accept(stop, 1, null);
        observe(SightingState.STOPPED);

        assertThat(bodies()).endsWith("InstanceStateChanged", "CommandSucceeded");
        assertNoDrift();
    }

    /** The provider showed it running, and had not begun yet. */
    @Test
    void theResetThatIsSeenAfterARebootSucceededIsTheReboots() {
        running();
        accept(send(new InstanceAction(Action.REBOOT, false)), 1, null);
        observe(SightingState.RUNNING);
        assertThat(bodies()).endsWith("CommandSucceeded");
        observe(SightingState.STOPPED);
        observe(SightingState.RUNNING);

        assertThat(events.subList(events.size() - 2, events.size()))
                .allSatisfy(event -> assertThat(event.commandId()).isEqualTo(new CommandId("c1")));
        assertNoDrift();
        pass(Duration.ofMinutes(5));
        observe(SightingState.STOPPED);
        assertThat(((Event.InstanceStateChanged) events.getLast().body()).cause())
                .as("long after, by somebody else")
                .isEqualTo(Cause.DRIFT);
    }

    private void assertNoDrift() {
        assertThat(events)
                .noneMatch(event ->
                        event.body() instanceof Event.InstanceStateChanged changed && changed.cause() == Cause.DRIFT);
    }

    /** Nobody answers for a while: then a person need not wait for minutes. */
    @Test
    void aDestroyIntoAnOutageIsRepeatedSoonAfterIt() {
        decider = new Decider(new Accounts(List.of(new Account("sandbox", ProviderType.SANDBOX, Policy.cloud()))));
        running();
        String destroy = send(new InstanceAction(Action.DESTROY, false));
        Instant over = now.plus(Duration.ofMinutes(10));
        int answered = 0;
        while (now.isBefore(over)) {
            int attempt = lastTask().attempt();
            if (attempt > answered) {
                answered = attempt;
                report(new Report.OutcomeUnknown(ID, destroy, attempt, "no answer"));
            }
            pass(Duration.ofMillis(500));
        }
        assertThat(bodies()).doesNotContain("CommandFailed", "CommandOutcomeUnknown");
        while (lastTask().attempt() == answered) {
            assertThat(now).isBefore(over.plusSeconds(33));
            pass(Duration.ofMillis(500));
        }
        accept(destroy, lastTask().attempt(), null);
        observe(SightingState.GONE);
        assertThat(state()).isEqualTo(InstanceState.FINISH);
    }

    @Test
    void aDestroyThatIsRefusedForAMomentIsTriedAgainThoughItIsRefusedOften() {
        Policy cloud = Policy.cloud();
        decider = new Decider(new Accounts(List.of(new Account("sandbox", ProviderType.SANDBOX, cloud))));
        running();
        String destroy = send(new InstanceAction(Action.DESTROY, false));
        failed(destroy, FailureCategory.RETRYABLE, Duration.ofMinutes(2));

        assertThat(bodies()).doesNotContain("CommandFailed");
    }

    @Test
    void whatAProviderNeverDoesIsRejectedThoughSomethingIsUnderWay() {
        decideBy(LegalActions.COMMON.with(Map.of(
                InstanceState.RUNNING, List.of(CommandType.REBOOT, CommandType.DESTROY, CommandType.RUN),
                InstanceState.STOPPED, List.of(CommandType.DESTROY))));
        running();
        send(new InstanceAction(Action.REBOOT, false));
        for (Action action : List.of(Action.STOP, Action.START)) {
            send(new InstanceAction(action, false));
            assertThat(events.getLast().body()).isInstanceOfSatisfying(Event.CommandRejected.class, rejected -> {
                assertThat(rejected.code()).isEqualTo(RejectionCode.ILLEGAL_ACTION);
                assertThat(rejected.reason())
                        .isEqualTo(action.name().toLowerCase(java.util.Locale.ROOT)
                                + " is never possible with provider nimbus; possible in some state: REBOOT,"
                                + " DESTROY, RUN");
            });
        }
        send(new InstanceAction(Action.REBOOT, false));
        assertThat(bodies()).endsWith("CommandAccepted");
    }

    private void decideBy(LegalActions actions) {
        ProviderType nimbus = new ProviderType("nimbus");
        decider = new Decider(new Accounts(
                List.of(new Account("sandbox", nimbus, Policy.cloud())),
                Map.of(nimbus, new ProviderRules(actions, Policy.cloud()))));
    }

    @Test
    void anEventCarriesTheActionsThatTheRulesOfItsProviderAllowed() {
        List<CommandType> only = List.of(CommandType.STOP, CommandType.RUN);
        decideBy(LegalActions.COMMON.with(Map.of(InstanceState.RUNNING, only)));
        accept(send(create()), 1, NATIVE);
        observe(SightingState.RUNNING);

        assertThat(stateChanges())
                .last()
                .extracting(Event.InstanceStateChanged::actions)
                .isEqualTo(only);
    }

    @Test
    void rulesThatArriveLateHoldForWhatComesThenAndChangeNothingThatWasDecided() {
        decideBy(LegalActions.COMMON);
        running();
        send(new InstanceAction(Action.REBOOT, false));
        String waiting = send(new InstanceAction(Action.STOP, false));
        assertThat(bodies()).endsWith("CommandAccepted");
        List<Event> before = List.copyOf(events);

        decideBy(LegalActions.COMMON.with(Map.of(InstanceState.RUNNING, List.of(CommandType.REBOOT))));
        send(new InstanceAction(Action.STOP, false));

        assertThat(events.getLast().body())
                .isInstanceOfSatisfying(
                        Event.CommandRejected.class,
                        rejected -> assertThat(rejected.reason()).contains("never possible with provider nimbus"));
        assertThat(events).startsWith(before.toArray(Event[]::new));
        assertThat(events.stream().filter(event -> waiting.equals(ID + ":" + event.commandId())))
                .as("accepted before the rules came, it waits for its turn")
                .hasSize(1);
    }

    @Test
    void anInstanceWhoseAccountIsGoneKeepsThePatienceOfItsType() {
        ProviderRules hasty = ProviderRules.withPolicy(Simulation.POLICY);
        Accounts accounts = new Accounts(List.of(), Map.of(ProviderType.DOCKER, hasty));

        assertThat(accounts.rulesOf("gone", ProviderType.DOCKER)).isEqualTo(hasty);
        assertThat(accounts.rulesOf("gone", new ProviderType("nimbus"))).isEqualTo(ProviderRules.COMMON);
    }

    private List<Event.InstanceStateChanged> stateChanges() {
        return events.stream()
                .map(Event::body)
                .filter(Event.InstanceStateChanged.class::isInstance)
                .map(Event.InstanceStateChanged.class::cast)
                .toList();
    }

    @Test
    void aFinishedInstanceLeavesAMarkSoThatItsNumbersNeverBeginAgain() {
        running();
        String destroy = send(new InstanceAction(Action.DESTROY, false));
        accept(destroy, 1, null);
        observe(SightingState.GONE);
        pass(Simulation.POLICY.forgetAfter());
        assertThat(effects.getLast()).isEqualTo(new Effect.ForgetInstance(ID));
        long last = events.getLast().sequence();
        send(create());

        assertThat(events.getLast().sequence()).isEqualTo(last + 1);
        assertThat(events.getLast().body())
                .isInstanceOfSatisfying(
                        Event.CommandRejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(RejectionCode.INSTANCE_FINISHED));
    }

    @Test
    void commandsForAnInstanceWhoseAccountIsThereNoMoreAreRejectedAndWhatIsUnderWayEnds() {
        String create = send(create());
        accept(create, 1, NATIVE);
        decider = new Decider(new Accounts(List.of(new Account("other", ProviderType.SANDBOX, Simulation.POLICY))));

        for (Command.Body body : List.of(new InstanceAction(Action.DESTROY, false), run())) {
            send(body);
            assertThat(events.getLast().body())
                    .isEqualTo(new Event.CommandRejected(
                            body.type(),
                            RejectionCode.UNKNOWN_ACCOUNT,
                            "there is no account \"sandbox\"; there are [other]"));
        }
        observe(SightingState.RUNNING);
        assertThat(events.getLast().body()).isEqualTo(new Event.CommandSucceeded(CommandType.CREATE));
    }

    @Test
    void aRejectionAboutWhatDoesNotExistStoresNothing() {
        send(new InstanceAction(Action.STOP, false));

        assertThat(aggregate).isNull();
        assertThat(events.getLast().sequence()).isZero();
    }

    @Test
    void thePasswordThatAnswersACreateStaysWithTheInstance() {
        AdminPassword password = password(1);
        answer(send(create()), NATIVE, password);
        assertThat(adminPassword()).isEqualTo(password);
        assertThat(bodies()).endsWith("InstanceStateChanged", "InstanceDetailsChanged");
        observe(SightingState.RUNNING);
        String run = send(run());
        report(new Report.RunFinished(
                ID, run, 1, new RunResult(0, null, "", false, false, "SHA256:x", Duration.ofSeconds(1))));

        assertThat(adminPassword()).isEqualTo(password);
        Task.Run task = (Task.Run) ((Effect.IssueTask) effects.getLast()).task().body();
        assertThat(task.details().adminPassword()).as("a run may need it").isEqualTo(password);
    }

    @Test
    void aPasswordThatComesAfterTheInstanceWasFoundIsStillTaken() {
        String command = send(create());
        report(new Report.OutcomeUnknown(ID, command, 1, "slow"));
        observe(SightingState.RUNNING);
        assertThat(bodies()).endsWith("CommandSucceeded");
        assertThat(adminPassword()).as("whoever adopts knows none").isNull();
        answer(command, NATIVE, password(1));

        assertThat(adminPassword()).isEqualTo(password(1));
        assertThat(bodies()).endsWith("CommandSucceeded", "InstanceDetailsChanged");
    }

    @Test
    void aSecondAnswerChangesNoPassword() {
        String command = send(create());
        answer(command, NATIVE, password(1));
        observe(SightingState.PENDING);
        events.clear();
        answer(command, NATIVE, password(1));
        answer(command, NATIVE, password(2));
        answer(command, "another-machine", password(3));
        accept(command, 2, NATIVE);
        observe(SightingState.RUNNING);
        answer(command, NATIVE, password(4));

        assertThat(bodies()).containsExactly("InstanceStateChanged", "CommandSucceeded");
        assertThat(adminPassword()).isEqualTo(password(1));
    }

    @Test
    void thePasswordOfAnotherMachineIsNotTaken() {
        String command = send(create());
        accept(command, 1, NATIVE);
        answer(command, "another-machine", password(1));

        assertThat(adminPassword()).isNull();
    }

    @Test
    void aReplyKeyOfAnotherLengthIsNoCommand() {
        for (int length : new int[] {0, 31, 33}) {
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                            InvalidCommand.class, () -> createAnswered(new Bytes(new byte[length]))))
                    .hasMessage("replyKey must be an X25519 public key of 32 bytes, and has " + length);
        }
        assertThat(createAnswered(new Bytes(new byte[32])).replyKey()).isNotNull();
    }

    private static CreateInstance createAnswered(Bytes replyKey) {
        return Admission.admit(
                new CreateInstance("sandbox", "img1", null, null, null, null, List.of(), null, Map.of(), replyKey));
    }

    private void answer(String task, String nativeId, AdminPassword password) {
        report(new Report.Accepted(ID, task, 1, nativeId, password, null));
    }

    private static AdminPassword password(int sealing) {
        return Simulation.password(new CommandId("c0"), sealing);
    }

    private @Nullable AdminPassword adminPassword() {
        InstanceDetails details =
                aggregate instanceof Aggregate.Live live ? live.instance().details() : null;
        return details == null ? null : details.adminPassword();
    }

    @Test
    void aSecretInClearIsNoCommand() {
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                InvalidCommand.class,
                                () -> new Credential(
                                        Credential.Type.PASSWORD, new ProtectedText.Clear("not-so-secret"), null))
                        .code())
                .isEqualTo(RejectionCode.SECRET_IN_CLEAR);
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                        InvalidCommand.class, () -> new ProtectedText.Reference("not-so-secret")))
                .hasMessageNotContaining("not-so-secret");
        assertThat(new ProtectedText.Clear("echo not-so-secret").toString()).doesNotContain("not-so-secret");
    }

    private static CreateInstance create() {
        return new CreateInstance("sandbox", "img1", null, null, null, null, List.of(), null, Map.of());
    }

    private static RunOnInstance run() {
        return new RunOnInstance(new ProtectedText.Clear("uptime"), null, null, null, null, 5, null);
    }

    private void running() {
        accept(send(create()), 1, NATIVE);
        now = now.plusMillis(1);
        observe(SightingState.RUNNING);
        assertThat(state()).isEqualTo(InstanceState.RUNNING);
        events.clear();
        effects.clear();
    }

    private String send(Command.Body body) {
        CommandId id = new CommandId("c" + commands++);
        decide(new Input.CommandReceived(new Command(id, ID, "test", now, null, null, null, body), false));
        return ID + ":" + id;
    }

    @Test
    void anAnswerThatShowsTheMachineRunningEndsTheCreateWithoutAnObservation() {
        answerShowing(send(create()), NATIVE, SightingState.RUNNING, NATIVE);

        assertThat(state()).isEqualTo(InstanceState.RUNNING);
        assertThat(bodies())
                .containsExactly(
                        "CommandAccepted",
                        "InstanceDetailsChanged",
                        "InstanceStateChanged",
                        "InstanceDetailsChanged",
                        "InstanceStateChanged",
                        "CommandSucceeded");
        now = now.plus(Duration.ofDays(1));
        decide(new Input.TimePassed());
        assertThat(effects).noneMatch(Effect.RequestObservation.class::isInstance);
    }

    @Test
    void anAnswerThatShowsTheMachinePendingOrDoesNotShowItIsFollowedByAnObservation() {
        for (SightingState shown :
                List.of(SightingState.PENDING, SightingState.UNKNOWN, SightingState.MISSING, SightingState.GONE)) {
            aggregate = null;
            effects.clear();
            answerShowing(send(create()), NATIVE, shown, NATIVE);
            assertThat(state()).as("%s", shown).isEqualTo(InstanceState.PENDING);
            now = now.plus(Policy.cloud().firstLook());
            decide(new Input.TimePassed());
            assertThat(effects).as("%s", shown).anyMatch(Effect.RequestObservation.class::isInstance);
            observe(SightingState.RUNNING);
            assertThat(state()).as("%s", shown).isEqualTo(InstanceState.RUNNING);
        }
    }

    @Test
    void anAnswerThatShowsAnErrorFailsTheCreate() {
        answerShowing(send(create()), NATIVE, SightingState.ERROR, NATIVE);
        assertThat(state()).isEqualTo(InstanceState.ERROR);
        assertThat(bodies()).endsWith("CommandFailed");
    }

    @Test
    void anAnswerThatShowsAnotherMachineIsNotBelieved() {
        answerShowing(send(create()), NATIVE, SightingState.RUNNING, "another");
        assertThat(state()).isEqualTo(InstanceState.PENDING);
    }

    /** The provider may not show a new machine everywhere yet. */
    @Test
    void aMachineThatOnlyItsAnswerHasShownIsNotTakenForGoneBeforeItHasSettled() {
        answerShowing(send(create()), NATIVE, SightingState.RUNNING, NATIVE);
        for (int miss = 0; miss < 10; miss++) {
            now = now.plusMillis(10);
            observe(SightingState.MISSING);
        }
        assertThat(state()).isEqualTo(InstanceState.RUNNING);
        String destroy = send(new InstanceAction(Action.DESTROY, false));
        report(new Report.Failed(ID, destroy, 1, Failure.of(FailureCategory.NOT_FOUND, "no such machine")));
        assertThat(state()).as("the destroy is repeated").isNotEqualTo(InstanceState.FINISH);

        now = now.plus(Simulation.POLICY.settlement());
        decide(new Input.TimePassed());
        report(new Report.Failed(ID, destroy, 2, Failure.of(FailureCategory.NOT_FOUND, "no such machine")));
        assertThat(state()).isEqualTo(InstanceState.FINISH);
    }

    @Test
    void aMachineThatOnlyItsAnswerHasShownVanishesAfterItHasSettled() {
        answerShowing(send(create()), NATIVE, SightingState.RUNNING, NATIVE);
        now = now.plus(Simulation.POLICY.settlement());
        for (int miss = 0; miss < Simulation.POLICY.missesUntilVanished(); miss++) {
            observe(SightingState.MISSING);
        }
        assertThat(bodies()).contains("InstanceVanished");
    }

    @Test
    void aSecondAnswerShowsNothingNew() {
        String task = send(create());
        answerShowing(task, NATIVE, SightingState.RUNNING, NATIVE);
        observe(SightingState.STOPPED);
        events.clear();

        answerShowing(task, NATIVE, SightingState.RUNNING, NATIVE);

        assertThat(state()).isEqualTo(InstanceState.STOPPED);
        assertThat(events).isEmpty();
    }

    @Test
    void aDestroyThatWaitsForTheCreateBeginsWhateverTheAnswerShows() {
        String task = send(create());
        send(new InstanceAction(Action.DESTROY, false));
        answerShowing(task, NATIVE, SightingState.RUNNING, NATIVE);
        assertThat(effects)
                .last()
                .isInstanceOfSatisfying(
                        Effect.IssueTask.class,
                        issued -> assertThat(issued.task().body())
                                .isEqualTo(new Task.Act(Action.DESTROY, false, NATIVE)));
    }

    private void answerShowing(String task, String nativeId, SightingState state, String shown) {
        report(new Report.Accepted(
                ID,
                task,
                1,
                nativeId,
                null,
                Report.Sighting.builder(state).nativeId(shown).build()));
    }

    private void accept(String task, int attempt, @Nullable String nativeId) {
        report(new Report.Accepted(ID, task, attempt, nativeId));
    }

    private void report(Report report) {
        decide(new Input.ReportReceived(report));
    }

    private void observe(SightingState state) {
        boolean there = state != SightingState.MISSING && state != SightingState.GONE;
        observed(Report.Sighting.builder(state).nativeId(there ? NATIVE : null).build());
    }

    private void observed(Report.Sighting sighting) {
        decide(new Input.ReportReceived(new Report.Observed(ID, number(), 1, ++pass, sighting)));
    }

    private long number() {
        return aggregate instanceof Aggregate.Live live
                ? live.inFlight().observations().number()
                : 0;
    }

    private void pass(Duration time) {
        now = now.plus(time);
        decide(new Input.TimePassed());
    }

    private void decide(Input input) {
        Decision decision = decider.decide(aggregate, input, now);
        events.addAll(decision.events());
        effects.addAll(decision.effects());
        aggregate = decision.next();
    }

    private @Nullable InstanceState state() {
        return aggregate instanceof Aggregate.Live live ? live.instance().state() : null;
    }

    private List<String> bodies() {
        return events.stream()
                .map(event -> event.body().getClass().getSimpleName())
                .toList();
    }
}
