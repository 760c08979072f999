package io.instancebus.domain;

import io.instancebus.domain.Work.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Applies the passing of time to the lifecycle change in flight. */
final class ChangeTimes {
    /** If a decision is later than this, the decider was not running. */
    private static final Duration AWAY = Duration.ofSeconds(15);

    private final Draft draft;
    private final ChangeRules changes;

    ChangeTimes(Draft draft) {
        this.draft = draft;
        this.changes = new ChangeRules(draft);
    }

    void timePassed() {
        failOverdueWaiting();
        Change change = draft.change;
        if (change == null) {
            return;
        }
        if (draft.reached(change.deadline())) {
            expire(change, "its deadline passed");
            return;
        }
        switch (change.phase()) {
            case Phase.Issued issued when draft.reached(issued.leaseExpiresAt()) -> leaseExpired(change, issued);
            case Phase.Deferred deferred when draft.reached(deferred.until()) -> again(change);
            case Phase.OutcomeUnknown unknown when draft.reached(unknown.until()) -> settle(change, unknown);
            case Phase.Issued issued -> loseNoPatience(change, issued.leaseExpiresAt());
            case Phase.Deferred deferred -> losePatience(change);
            case Phase.OutcomeUnknown unknown -> losePatience(change);
            case Phase.Accepted accepted -> losePatience(change);
        }
    }

    private void failOverdueWaiting() {
        List<Work.Waiting> overdue = draft.queue.stream()
                .filter(one -> draft.reached(one.deadline()))
                .toList();
        draft.queue.removeAll(overdue);
        for (Work.Waiting one : overdue) {
            Failure failure = Failure.of(FailureCategory.TIMEOUT, "its turn did not come before its deadline");
            draft.emit(
                    Attribution.to(one.command()),
                    new Event.CommandFailed(one.command().body().type(), failure));
        }
    }

    /** The lease has expired without a report: no worker can still work on the task. */
    private void leaseExpired(Change change, Phase.Issued issued) {
        if (issued.started()) {
            changes.loseOutcome(change, issued, "a worker began it and then stopped reporting");
        } else if (change.failures() + 1 < draft.policy.maxAttempts()) {
            again(change.failedOnce());
        } else if (change.type() == CommandType.CREATE) {
            changes.loseOutcome(change, issued, "no worker reported on it, " + change.attempt() + " times");
        } else {
            changes.fail(
                    Failure.of(FailureCategory.RETRYABLE, "no worker reported on it, " + change.attempt() + " times"),
                    Cause.TIMEOUT);
        }
    }

    /** Issues the next attempt, if enough time is left for one. */
    void again(Change change) {
        if (draft.leaseExpiresAt().isAfter(change.deadline())) {
            expire(change, "no time is left to try it again");
            return;
        }
        Change next = change.again(draft.leaseExpiresAt());
        draft.change = next;
        changes.issue(next.command(), next.attempt());
        timePassedAgain();
    }

    /** Issues a destroy that was looking for its machine, once the native id is known. */
    void sought() {
        Change change = draft.change;
        if (change != null
                && change.type() == CommandType.DESTROY
                && change.attempt() == 0
                && draft.instance().nativeId() != null) {
            again(change);
        }
    }

    /**
     * A watcher saw that a create of unknown outcome is in progress at the provider. It may have stopped halfway, so a
     * worker continues it; if no attempt is left, the decider only waits for it.
     */
    void found(Change create, Phase.OutcomeUnknown unknown) {
        changes.adopted(create, unknown);
        Change adopted = draft.change;
        if (adopted != null && adopted.type() == CommandType.CREATE && anotherAttempt(adopted)) {
            again(adopted.failedOnce());
        }
    }

    /** The provider accepted the request, but nothing happened: repeats it after a pause, at most maxAttempts times. */
    void repeat(Change change, Phase.Accepted accepted) {
        if (anotherAttempt(change)) {
            draft.change = change.failedOnce(accepted.repeat(draft.now.plus(draft.policy.pause(change.failures()))));
        }
    }

    private boolean anotherAttempt(Change change) {
        return change.failures() + 1 < draft.policy.maxAttempts()
                && !draft.leaseExpiresAt().isAfter(change.deadline());
    }

    /** Applies the patience that was put off while a worker was at work, now with the new attempt. */
    private void timePassedAgain() {
        Change change = draft.change;
        if (change != null && change.phase() instanceof Phase.Issued issued) {
            loseNoPatience(change, issued.leaseExpiresAt());
        }
    }

    /** The time in which the effect of a change of unknown outcome could have shown has passed. */
    private void settle(Change change, Phase.OutcomeUnknown unknown) {
        if (change.type() != CommandType.CREATE) {
            // maxAttempts does not apply: an outage can last long, and the patience ends when there is no progress.
            again(change.failedOnce());
        } else if (draft.watch().misses() >= draft.policy.missesUntilVanished()) {
            Failure failure = Failure.of(
                    FailureCategory.RETRYABLE,
                    "the answer to the create was lost; the provider was asked "
                            + draft.watch().misses() + " times and knows no such instance");
            Attribution why = Attribution.to(change.command());
            draft.emit(why, new Event.CommandFailed(CommandType.CREATE, failure));
            draft.change = null;
            changes.finish(Cause.FAILURE, "the instance was never created", failure);
        } else {
            Instant until = draft.now.plus(draft.policy.settlement());
            draft.change = change.in(unknown.extend(until.isAfter(change.deadline()) ? change.deadline() : until));
        }
    }

    private void loseNoPatience(Change change, Instant until) {
        if (draft.reached(change.nextPatienceAt())) {
            if (!change.stalled()) {
                losePatience(change);
            } else {
                draft.change = change.stalledUntil(until);
            }
        }
    }

    private void losePatience(Change change) {
        if (!draft.reached(change.nextPatienceAt())) {
            return;
        }
        if (!change.stalled()) {
            draft.emit(
                    Attribution.to(change.command()),
                    new Event.InstanceStalled(
                            draft.state(),
                            change.progressAt(),
                            "the " + change.type() + " has made no progress for "
                                    + Duration.between(change.progressAt(), draft.now)
                                            .toSeconds() + " s"));
        } else if (!draft.reached(change.nextPatienceAt().plus(AWAY))) {
            expire(change, "no progress since " + change.progressAt());
            return;
        }
        // Starts now, because the watchers were away too while the decider was.
        Duration rest = draft.policy.noProgressLimit().minus(draft.policy.stallAfter());
        draft.change = change.stalledUntil(draft.now.plus(rest.isPositive() ? rest : Duration.ofSeconds(1)));
    }

    private void expire(Change change, String reason) {
        CommandType type = change.type();
        boolean unknown = change.phase() instanceof Phase.OutcomeUnknown
                || (change.phase() instanceof Phase.Issued issued && issued.started());
        if (unknown) {
            draft.become(
                    type == CommandType.CREATE ? InstanceState.ERROR : draft.state(),
                    Attribution.to(change.command()),
                    Cause.TIMEOUT,
                    reason,
                    null);
            changes.endUnknown(
                    "it is not known whether the provider carried it out: " + reason,
                    type == CommandType.CREATE
                            ? "if the instance comes up later, an event reports it; destroy it if it is not wanted"
                            : "wait for the next observation of the instance");
        } else {
            changes.fail(
                    Failure.of(FailureCategory.TIMEOUT, "the " + type + " was given up: " + reason), Cause.TIMEOUT);
        }
    }
}
