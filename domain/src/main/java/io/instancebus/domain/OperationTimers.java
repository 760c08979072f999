package io.instancebus.domain;

import io.instancebus.domain.InFlight.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Applies the passing of time to the lifecycle operation in flight. */
final class OperationTimers {
    /** If a decision is later than this, the decider was not running. */
    private static final Duration AWAY = Duration.ofSeconds(15);

    private final Draft draft;
    private final OperationRules operations;

    OperationTimers(Draft draft) {
        this.draft = draft;
        this.operations = new OperationRules(draft);
    }

    void timePassed() {
        failOverdueWaiting();
        Operation operation = draft.operation;
        if (operation == null) {
            return;
        }
        if (draft.reached(operation.deadline())) {
            expire(operation, "its deadline passed");
            return;
        }
        switch (operation.phase()) {
            case Phase.Issued issued when draft.reached(issued.leaseExpiresAt()) -> leaseExpired(operation, issued);
            case Phase.Deferred deferred when draft.reached(deferred.until()) -> again(operation);
            case Phase.OutcomeUnknown unknown when draft.reached(unknown.until()) -> settle(operation, unknown);
            case Phase.Issued issued -> loseNoPatience(operation, issued.leaseExpiresAt());
            case Phase.Deferred deferred -> losePatience(operation);
            case Phase.OutcomeUnknown unknown -> losePatience(operation);
            case Phase.Accepted accepted -> losePatience(operation);
        }
    }

    private void failOverdueWaiting() {
        List<InFlight.QueuedCommand> overdue = draft.queue.stream()
                .filter(one -> draft.reached(one.deadline()))
                .toList();
        draft.queue.removeAll(overdue);
        for (InFlight.QueuedCommand one : overdue) {
            Failure failure = Failure.of(FailureCategory.TIMEOUT, "its turn did not come before its deadline");
            draft.emit(
                    Attribution.to(one.command()),
                    new Event.CommandFailed(one.command().body().type(), failure));
        }
    }

    /** The lease has expired without a report: no worker can still work on the task. */
    private void leaseExpired(Operation operation, Phase.Issued issued) {
        if (issued.started()) {
            operations.loseOutcome(operation, issued, "a worker began it and then stopped reporting");
        } else if (operation.failures() + 1 < draft.policy.maxAttempts()) {
            again(operation.failedOnce());
        } else if (operation.type() == CommandType.CREATE) {
            operations.loseOutcome(operation, issued, "no worker reported on it, " + operation.attempt() + " times");
        } else {
            operations.fail(
                    Failure.of(
                            FailureCategory.RETRYABLE, "no worker reported on it, " + operation.attempt() + " times"),
                    Cause.TIMEOUT);
        }
    }

    /** Issues the next attempt, if enough time is left for one. */
    void again(Operation operation) {
        if (draft.leaseExpiresAt().isAfter(operation.deadline())) {
            expire(operation, "no time is left to try it again");
            return;
        }
        Operation next = operation.again(draft.leaseExpiresAt());
        draft.operation = next;
        operations.issue(next.command(), next.attempt());
        timePassedAgain();
    }

    /** Issues a destroy that was searching for its machine, once the native id is known. */
    void sought() {
        Operation operation = draft.operation;
        if (operation != null
                && operation.type() == CommandType.DESTROY
                && operation.attempt() == 0
                && draft.instance().nativeId() != null) {
            again(operation);
        }
    }

    /**
     * A watcher saw that a create of unknown outcome is in progress at the provider. It may have stopped halfway, so a
     * worker continues it; if no attempt is left, the decider only waits for it.
     */
    void found(Operation create, Phase.OutcomeUnknown unknown) {
        operations.adopted(create, unknown);
        Operation adopted = draft.operation;
        if (adopted != null && adopted.type() == CommandType.CREATE && anotherAttempt(adopted)) {
            again(adopted.failedOnce());
        }
    }

    /** The provider accepted the request, but nothing happened: repeats it after a pause, at most maxAttempts times. */
    void repeat(Operation operation, Phase.Accepted accepted) {
        if (anotherAttempt(operation)) {
            draft.operation =
                    operation.failedOnce(accepted.repeat(draft.now.plus(draft.policy.pause(operation.failures()))));
        }
    }

    private boolean anotherAttempt(Operation operation) {
        return operation.failures() + 1 < draft.policy.maxAttempts()
                && !draft.leaseExpiresAt().isAfter(operation.deadline());
    }

    /** Applies the patience that was put off while a worker was at work, now with the new attempt. */
    private void timePassedAgain() {
        Operation operation = draft.operation;
        if (operation != null && operation.phase() instanceof Phase.Issued issued) {
            loseNoPatience(operation, issued.leaseExpiresAt());
        }
    }

    /** The time in which the effect of an operation of unknown outcome could have shown has passed. */
    private void settle(Operation operation, Phase.OutcomeUnknown unknown) {
        if (operation.type() != CommandType.CREATE) {
            // maxAttempts does not apply: an outage can last long, and the patience ends when there is no progress.
            again(operation.failedOnce());
        } else if (draft.observations().misses() >= draft.policy.missesUntilVanished()) {
            Failure failure = Failure.of(
                    FailureCategory.RETRYABLE,
                    "the answer to the create was lost; the provider was asked "
                            + draft.observations().misses() + " times and knows no such instance");
            Attribution why = Attribution.to(operation.command());
            draft.emit(why, new Event.CommandFailed(CommandType.CREATE, failure));
            draft.operation = null;
            operations.finish(Cause.FAILURE, "the instance was never created", failure);
        } else {
            Instant until = draft.now.plus(draft.policy.settlement());
            draft.operation =
                    operation.in(unknown.extend(until.isAfter(operation.deadline()) ? operation.deadline() : until));
        }
    }

    private void loseNoPatience(Operation operation, Instant until) {
        if (draft.reached(operation.stallDeadline())) {
            if (!operation.stalled()) {
                losePatience(operation);
            } else {
                draft.operation = operation.stalledUntil(until);
            }
        }
    }

    private void losePatience(Operation operation) {
        if (!draft.reached(operation.stallDeadline())) {
            return;
        }
        if (!operation.stalled()) {
            draft.emit(
                    Attribution.to(operation.command()),
                    new Event.InstanceStalled(
                            draft.state(),
                            operation.progressAt(),
                            "the " + operation.type() + " has made no progress for "
                                    + Duration.between(operation.progressAt(), draft.now)
                                            .toSeconds() + " s"));
        } else if (!draft.reached(operation.stallDeadline().plus(AWAY))) {
            expire(operation, "no progress since " + operation.progressAt());
            return;
        }
        // Starts now, because the watchers were away too while the decider was.
        Duration rest = draft.policy.noProgressLimit().minus(draft.policy.stallAfter());
        draft.operation = operation.stalledUntil(draft.now.plus(rest.isPositive() ? rest : Duration.ofSeconds(1)));
    }

    private void expire(Operation operation, String reason) {
        CommandType type = operation.type();
        boolean unknown = operation.phase() instanceof Phase.OutcomeUnknown
                || (operation.phase() instanceof Phase.Issued issued && issued.started());
        if (unknown) {
            draft.become(
                    type == CommandType.CREATE ? InstanceState.ERROR : draft.state(),
                    Attribution.to(operation.command()),
                    Cause.TIMEOUT,
                    reason,
                    null);
            operations.endUnknown(
                    "it is not known whether the provider carried it out: " + reason,
                    type == CommandType.CREATE
                            ? "if the instance comes up later, an event reports it; destroy it if it is not wanted"
                            : "wait for the next observation of the instance");
        } else {
            operations.fail(
                    Failure.of(FailureCategory.TIMEOUT, "the " + type + " was given up: " + reason), Cause.TIMEOUT);
        }
    }
}
