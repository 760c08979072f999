package io.instancebus.domain;

import io.instancebus.domain.Work.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How the one lifecycle change of an instance goes forward by time alone. */
final class ChangeTimes {
    /** A decider that is later than this was not running. */
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

    /** No worker can be at work on the task any more, and none reported. */
    private void leaseExpired(Change change, Phase.Issued issued) {
        if (issued.started()) {
            changes.loseOutcome(change, issued, "a worker began it and was not heard of again");
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

    /** Issues the next attempt, if there is time left for one. */
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

    /** A destroy that sought what it is to destroy need seek no longer once its native id is known. */
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
     * A create of unknown outcome was seen under way at the provider. It may have ended halfway, so that a worker is to
     * go on with it; where nobody can any more, it is waited for as it is.
     */
    void found(Change create, Phase.OutcomeUnknown unknown) {
        changes.adopted(create, unknown);
        Change adopted = draft.change;
        if (adopted != null && adopted.type() == CommandType.CREATE && anotherAttempt(adopted)) {
            again(adopted.failedOnce());
        }
    }

    /** Nothing has come of what the provider took: it is asked for again after a pause, a few times. */
    void repeat(Change change, Phase.Accepted accepted) {
        if (anotherAttempt(change)) {
            draft.change = change.failedOnce(accepted.repeat(draft.now.plus(draft.policy.pause(change.failures()))));
        }
    }

    private boolean anotherAttempt(Change change) {
        return change.failures() + 1 < draft.policy.maxAttempts()
                && !draft.leaseExpiresAt().isAfter(change.deadline());
    }

    /** What was put off while a worker may be at work is looked at with the new attempt in mind. */
    private void timePassedAgain() {
        Change change = draft.change;
        if (change != null && change.phase() instanceof Phase.Issued issued) {
            loseNoPatience(change, issued.leaseExpiresAt());
        }
    }

    /** The time in which something of unknown outcome might have shown has passed. */
    private void settle(Change change, Phase.OutcomeUnknown unknown) {
        if (change.type() != CommandType.CREATE) {
            // Not counted: an outage lasts as long as it does, and patience ends when nothing moves.
            again(change.failedOnce());
        } else if (draft.watch().misses() >= draft.policy.missesUntilVanished()) {
            Failure failure = Failure.of(
                    FailureCategory.RETRYABLE,
                    "the answer to the create was lost; the provider was asked "
                            + draft.watch().misses() + " times and knows no such instance");
            Attribution why = Attribution.to(change.command());
            draft.emit(why, new Event.CommandFailed(CommandType.CREATE, failure));
            draft.change = null;
            changes.finish(Cause.FAILURE, "it never came to be", failure);
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
                            "the " + change.type() + " has not moved for "
                                    + Duration.between(change.progressAt(), draft.now)
                                            .toSeconds() + " s"));
        } else if (!draft.reached(change.nextPatienceAt().plus(AWAY))) {
            expire(change, "nothing moved since " + change.progressAt());
            return;
        }
        // From now on: while the decider was away, so were those who look.
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
                    "whether the provider carried it out could not be found out: " + reason,
                    type == CommandType.CREATE
                            ? "if it comes up after all, that will be seen; destroy it if it is not wanted"
                            : "the instance is looked at");
        } else {
            changes.fail(
                    Failure.of(FailureCategory.TIMEOUT, "the " + type + " was given up: " + reason), Cause.TIMEOUT);
        }
    }
}
