package io.instancebus.domain;

import io.instancebus.domain.Work.Change;
import java.time.Duration;

/** Applies workers' reports on the task of the lifecycle change in flight. */
final class ChangeReports {
    private final Draft draft;
    private final ChangeRules changes;

    ChangeReports(Draft draft) {
        this.draft = draft;
        this.changes = new ChangeRules(draft);
    }

    /** A worker reported on the task of the change in flight. */
    void reported(Change change, Report.OfTask report) {
        if (report instanceof Report.Accepted accepted) {
            accepted(change, accepted);
        } else if (report.attempt() == change.attempt() && change.phase() instanceof Phase.Issued issued) {
            reported(change, issued, report);
        }
        // Any other report is about an earlier attempt, or late: it has no new information.
    }

    private void reported(Change change, Phase.Issued issued, Report.OfTask report) {
        switch (report) {
            case Report.Started started -> draft.change = change.in(issued.start());
            case Report.Accepted accepted -> accepted(change, accepted);
            case Report.Failed failed -> failed(change, issued, failed.failure());
            case Report.Deferred deferred -> defer(change, issued, deferred);
            case Report.OutcomeUnknown unknown -> changes.loseOutcome(change, issued, unknown.reason());
            case Report.RunFinished finished -> {}
        }
    }

    /** Late success is still evidence: a create that was given up has a native id after all. */
    void reportedLate(Report.OfTask report) {
        if (!(report instanceof Report.Accepted accepted)) {
            return;
        }
        String nativeId = accepted.nativeId();
        if (nativeId == null) {
            return;
        }
        if (draft.finished()) {
            sweepOther(nativeId);
            return;
        }
        boolean known = draft.instance().nativeId() != null;
        // A look may have found the machine already, but only this answer has the password.
        draft.describe(draft.details().answered(accepted), Attribution.toNobody(report.taskId()));
        sweepOther(nativeId);
        if (!known) {
            draft.lookAfresh(draft.policy.firstLook());
            new ChangeTimes(draft).sought();
        }
    }

    private void sweepOther(String nativeId) {
        if (!nativeId.equals(draft.instance().nativeId())) {
            new SweepRules(draft).begin(nativeId);
        }
    }

    private void accepted(Change change, Report.Accepted accepted) {
        Attribution why = Attribution.to(change.command(), accepted.taskId());
        draft.describe(draft.details().answered(accepted), why);
        if (accepted.nativeId() != null) {
            sweepOther(accepted.nativeId());
        }
        if (change.phase() instanceof Phase.Unaccepted unaccepted) {
            draft.change = changes.moved(change.in(unaccepted.accepted()), "submitted");
            showUnderWay(change, why);
            draft.missed(0);
            draft.lookAfresh(draft.policy.firstLook());
            changes.giveWayToDestroy();
        }
    }

    private void showUnderWay(Change change, Attribution why) {
        switch (change.type()) {
            case START -> {
                if (draft.state() == InstanceState.STOPPED) {
                    draft.become(InstanceState.PENDING, why, Cause.COMMAND);
                }
            }
            case STOP, DESTROY -> {
                if (draft.state() == InstanceState.RUNNING || draft.state() == InstanceState.PENDING) {
                    draft.become(InstanceState.STOPPING, why, Cause.COMMAND);
                }
            }
            case CREATE, REBOOT, RUN -> {}
        }
    }

    private void failed(Change change, Phase.Issued issued, Failure failure) {
        CommandType type = change.type();
        if (type == CommandType.DESTROY && failure.category() == FailureCategory.NOT_FOUND) {
            notFound(change, issued);
        } else if (failure.category().passing() && worthAnother(change)) {
            draft.change = change.failedOnce(issued.defer(draft.now.plus(draft.policy.pause(change.failures()))));
        } else {
            changes.fail(failure, Cause.FAILURE);
        }
    }

    /**
     * A destroy can be repeated, and a failed one leaves a machine that costs money: it is retried until it would be
     * reported as stalled.
     */
    private boolean worthAnother(Change change) {
        return change.failures() + 1 < draft.policy.maxAttempts()
                || change.type() == CommandType.DESTROY
                        && !draft.reached(change.progressAt().plus(draft.policy.stallAfter()));
    }

    /**
     * A new machine may not be known everywhere at the provider yet, unless it was seen up. It must not keep running
     * unnoticed, so the destroy is repeated when the machine is twice as old.
     */
    private void notFound(Change destroy, Phase.Issued issued) {
        // A report may be late, so the age is that at the earliest time at which the worker may have looked.
        Duration since = Duration.between(draft.issuedAt(issued), draft.now);
        Duration settlement = draft.policy.settlement();
        Duration age = draft.age();
        if (wasUp() || age.minus(since).compareTo(settlement) >= 0) {
            changes.finish(Cause.COMMAND, "the provider no longer knew it", null);
            return;
        }
        Duration pause = Durations.longer(draft.policy.firstLook(), Durations.shorter(age, settlement.minus(age)));
        draft.change = destroy.in(issued.defer(draft.now.plus(pause)));
    }

    private boolean wasUp() {
        return switch (draft.state()) {
            case START, PENDING -> false;
            case ERROR -> draft.instance().vanished() && draft.details().shown();
            case RUNNING, STOPPING, STOPPED, FINISH -> true;
        };
    }

    private void defer(Change change, Phase.Issued issued, Report.Deferred deferred) {
        Phase.Deferred next = issued.defer(draft.retryAt(deferred));
        draft.change = changes.moved(change.in(next), "deferred " + change.attempt());
    }
}
