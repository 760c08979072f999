package io.instancebus.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A decision in progress: the instance, its work, the events and the effects so far. Each event is folded into the
 * instance as it is emitted, so that the next rule sees what the last one decided.
 */
final class Draft {
    /** How long an observation request may stay unanswered before it is repeated. */
    private static final Duration ANSWER_TIME = Duration.ofSeconds(10);

    final Instant now;
    final Policy policy;
    final LegalActions legal;
    final String requestKey;
    final List<InFlight.QueuedCommand> queue;
    final List<InFlight.Run> runs;
    final List<InFlight.StrayRemoval> strays;
    InFlight.@Nullable Operation operation;
    private InFlight.Observations observations;
    private Instant createdAt;

    @Nullable
    Instant forgetAt;

    @Nullable
    Instant upSince;

    InFlight.@Nullable RecentSuccess recentSuccess;

    private final List<Event> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private Instance instance;

    private Draft(Instant now, ProviderRules rules, Instance instance, InFlight inFlight) {
        this.now = now;
        this.policy = rules.policy();
        this.legal = rules.actions();
        this.instance = instance;
        this.requestKey = inFlight.requestKey();
        this.createdAt = inFlight.createdAt();
        this.operation = inFlight.operation();
        this.queue = new ArrayList<>(inFlight.queue());
        this.runs = new ArrayList<>(inFlight.runs());
        this.strays = new ArrayList<>(inFlight.strays());
        this.observations = inFlight.observations();
        this.forgetAt = inFlight.forgetAt();
        this.upSince = inFlight.upSince();
        this.recentSuccess = inFlight.recentSuccess();
    }

    static Draft of(Aggregate.Live live, Accounts accounts, Instant now) {
        return new Draft(now, accounts.rulesOf(live.instance()), live.instance(), live.inFlight());
    }

    /** The draft of a new instance, which has no event yet. */
    static Draft begin(InstanceId id, Account account, Accounts accounts, Instant now) {
        Instance unborn =
                new Instance(id, 0, account.name(), account.providerType(), InstanceState.START, null, false, now);
        InFlight none = new InFlight(
                id.requestKey(),
                now,
                null,
                List.of(),
                List.of(),
                List.of(),
                InFlight.Observations.NONE,
                null,
                null,
                null);
        return new Draft(now, accounts.rulesOf(unborn), unborn, none);
    }

    Decision decision() {
        InFlight inFlight = new InFlight(
                requestKey, createdAt, operation, queue, runs, strays, observations, forgetAt, upSince, recentSuccess);
        return new Decision(events, effects, new Aggregate.Live(instance, inFlight), legal.in(state()));
    }

    Instance instance() {
        return instance;
    }

    InstanceState state() {
        return instance.state();
    }

    InstanceDetails details() {
        return Objects.requireNonNull(instance.details(), "the first events of an instance carry its details");
    }

    boolean reached(Instant time) {
        return !now.isBefore(time);
    }

    boolean finished() {
        return state() == InstanceState.FINISH;
    }

    void emit(Attribution why, Event.Body body) {
        Event event = new Event(
                instance.id(),
                instance.version() + 1,
                now,
                now,
                instance.account(),
                instance.providerType(),
                why.actor(),
                why.commandId(),
                why.correlationId(),
                why.causationId(),
                body);
        instance = Instance.evolve(instance, event);
        events.add(event);
    }

    /** Emits a change to the state, unless the instance is in it already. */
    void become(InstanceState to, Attribution why, Cause cause, @Nullable String reason, @Nullable Failure failure) {
        if (state() != to) {
            if (to == InstanceState.RUNNING) {
                upSince = now;
            }
            emit(why, new Event.InstanceStateChanged(state(), to, cause, reason, failure, legal.in(to)));
        }
    }

    void become(InstanceState to, Attribution why, Cause cause) {
        become(to, why, cause, null, null);
    }

    /**
     * Whether the machine is so young that the provider may not show it everywhere yet, and only the answer to its create
     * has shown it up: it came up in the step in which its native id became known.
     */
    boolean shownOnlyByItsAnswer() {
        return createdAt.equals(upSince) && age().compareTo(policy.settlement()) < 0;
    }

    /** The time since the native id became known; before, the time since the create was accepted. */
    Duration age() {
        return Duration.between(createdAt, now);
    }

    /** Emits a change to the details, unless they are the same. */
    void describe(InstanceDetails details, Attribution why, Cause cause) {
        if (instance.nativeId() == null && details.nativeId() != null) {
            createdAt = now;
        }
        if (!details.equals(instance.details())) {
            emit(
                    why,
                    new Event.InstanceDetailsChanged(
                            details,
                            cause,
                            cause == Cause.DRIFT ? DetailChange.between(details(), details) : List.of()));
        }
    }

    void perform(Effect effect) {
        effects.add(effect);
    }

    void issue(Command command, int attempt, Task.Body body) {
        issue(taskId(command), command.commandId(), command.issuedAt(), attempt, body);
    }

    void issue(String taskId, CommandId commandId, @Nullable Instant commandIssuedAt, int attempt, Task.Body body) {
        perform(new Effect.IssueTask(new Task(
                taskId,
                attempt,
                instance.id(),
                commandId,
                commandIssuedAt,
                instance.account(),
                instance.providerType(),
                requestKey,
                now,
                now.plus(policy.submitWindow()),
                body)));
    }

    static String taskId(Command command) {
        return command.instanceId() + ":" + command.commandId();
    }

    /**
     * When a deferred task is issued again: at the time that the worker asks for, but before it would be reported as
     * stalled.
     */
    Instant retryAt(Report.Deferred deferred) {
        Instant latest = now.plus(policy.stallAfter());
        Instant asked = deferred.retryAt();
        return asked.isBefore(now) ? now : asked.isAfter(latest) ? latest : asked;
    }

    /** The end of the lease of a task that is issued now: afterwards no worker can still work on it. */
    Instant leaseExpiresAt() {
        return now.plus(policy.submitWindow()).plus(policy.lockAndSkew());
    }

    /** When the task was issued, recovered from the expiry of its lease. */
    Instant issuedAt(Phase.Issued issued) {
        return issued.leaseExpiresAt().minus(policy.submitWindow()).minus(policy.lockAndSkew());
    }

    InFlight.Observations observations() {
        return observations;
    }

    /**
     * Invalidates every observation that began before now, because a state that was seen before a mutation must not be
     * taken for its effect. Requests the next observation after the delay.
     */
    void observeAfresh(Duration delay) {
        observations = observations.afresh(now.plus(delay));
    }

    /** Requests an observation now. */
    void requestObservation() {
        int step = Math.min(observations.step() + 1, 30);
        Duration patience = Durations.longer(ANSWER_TIME, policy.pauseOfObservations(step));
        observations = observations.requested(step, now.plus(patience));
        perform(new Effect.RequestObservation(
                instance.id(),
                instance.account(),
                instance.providerType(),
                observations.number(),
                instance.nativeId(),
                requestKey,
                now));
    }

    /** Requests the next observation after a pause that grows with each observation of the same wait. */
    void observeLater() {
        observations = observations.later(now.plus(policy.pauseOfObservations(observations.step())));
    }

    void stopObserving() {
        observations = observations.settled();
    }

    /** Accepts the observation as the awaited answer. */
    void answered(Report.Observed observed) {
        observations = observations.answered(observed);
    }

    void missed(int misses) {
        observations = observations.missed(misses);
    }
}
