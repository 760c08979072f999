package io.instancebus.domain;

import io.instancebus.domain.InFlight.Operation;
import java.time.Duration;
import java.util.Objects;

/** Applies workers' reports on the task of the lifecycle operation in flight. */
final class OperationReports {
    private final Draft draft;
    private final OperationRules operations;

    OperationReports(Draft draft) {
        this.draft = draft;
        this.operations = new OperationRules(draft);
    }

    /** A worker reported on the task of the operation in flight. */
    void reported(Operation operation, Report.OfTask report) {
        if (report instanceof Report.Accepted accepted) {
            accepted(operation, accepted);
        } else if (report.attempt() == operation.attempt() && operation.phase() instanceof Phase.Issued issued) {
            reported(operation, issued, report);
        }
        // Any other report is about an earlier attempt, or late: it has no new information.
    }

    private void reported(Operation operation, Phase.Issued issued, Report.OfTask report) {
        switch (report) {
            case Report.Started started -> draft.operation = operation.in(issued.start());
            case Report.Accepted accepted -> accepted(operation, accepted);
            case Report.Failed failed -> failed(operation, issued, failed.failure());
            case Report.Deferred deferred -> defer(operation, issued, deferred);
            case Report.OutcomeUnknown unknown -> operations.loseOutcome(operation, issued, unknown.reason());
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
            removeOther(nativeId);
            return;
        }
        boolean known = draft.instance().nativeId() != null;
        // An observation may have found the machine already, but only this answer has the password.
        draft.describe(draft.details().answered(accepted), Attribution.toNobody(report.taskId()), Cause.OBSERVED);
        removeOther(nativeId);
        if (!known) {
            draft.observeAfresh(draft.policy.firstLook());
            new OperationTimers(draft).sought();
        }
    }

    private void removeOther(String nativeId) {
        if (!nativeId.equals(draft.instance().nativeId())) {
            new StrayRules(draft).begin(nativeId);
        }
    }

    private void accepted(Operation operation, Report.Accepted accepted) {
        Attribution why = Attribution.to(operation.command(), accepted.taskId());
        boolean shown = answersWith(operation, accepted);
        InstanceDetails answered = draft.details().answered(accepted);
        draft.describe(
                shown ? answered.seen(Objects.requireNonNull(accepted.sighting())) : answered, why, Cause.OBSERVED);
        if (accepted.nativeId() != null) {
            removeOther(accepted.nativeId());
        }
        if (operation.phase() instanceof Phase.Unaccepted unaccepted) {
            draft.operation = operations.moved(operation.in(unaccepted.accepted()), "submitted");
            showUnderWay(operation, why);
            draft.missed(0);
            draft.observeAfresh(draft.policy.firstLook());
            operations.giveWayToDestroy();
            if (shown) {
                new ObservationRules(draft).answered(Objects.requireNonNull(accepted.sighting()), accepted.taskId());
            }
        }
    }

    /**
     * Whether the answer that the operation waits for shows the instance's own machine: then no observation is needed to
     * know its state.
     */
    private boolean answersWith(Operation operation, Report.Accepted accepted) {
        return operation.type() == CommandType.CREATE
                && operation.phase() instanceof Phase.Unaccepted
                && accepted.showsPresent()
                && !draft.details().contradict(Objects.requireNonNull(accepted.sighting()));
    }

    private void showUnderWay(Operation operation, Attribution why) {
        switch (operation.type()) {
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

    private void failed(Operation operation, Phase.Issued issued, Failure failure) {
        CommandType type = operation.type();
        if (type == CommandType.DESTROY && failure.category() == FailureCategory.NOT_FOUND) {
            notFound(operation, issued);
        } else if (failure.category().isTransient() && worthAnother(operation)) {
            draft.operation =
                    operation.failedOnce(issued.defer(draft.now.plus(draft.policy.pause(operation.failures()))));
        } else {
            operations.fail(failure, Cause.FAILURE);
        }
    }

    /**
     * A destroy can be repeated, and a failed one leaves a machine that costs money: it is retried until it would be
     * reported as stalled.
     */
    private boolean worthAnother(Operation operation) {
        return operation.failures() + 1 < draft.policy.maxAttempts()
                || operation.type() == CommandType.DESTROY
                        && !draft.reached(operation.progressAt().plus(draft.policy.stallAfter()));
    }

    /**
     * A new machine may not be known everywhere at the provider yet, unless it was seen up. It must not keep running
     * unnoticed, so the destroy is repeated when the machine is twice as old.
     */
    private void notFound(Operation destroy, Phase.Issued issued) {
        // A report may be late, so the age is that at the earliest time at which the worker may have asked the
        // provider.
        Duration since = Duration.between(draft.issuedAt(issued), draft.now);
        Duration settlement = draft.policy.settlement();
        Duration age = draft.age();
        if (wasUp() || age.minus(since).compareTo(settlement) >= 0) {
            operations.finish(Cause.COMMAND, "the provider no longer knew it", null);
            return;
        }
        Duration pause = Durations.longer(draft.policy.firstLook(), Durations.shorter(age, settlement.minus(age)));
        draft.operation = destroy.in(issued.defer(draft.now.plus(pause)));
    }

    private boolean wasUp() {
        if (draft.shownOnlyByItsAnswer()) {
            return false;
        }
        return switch (draft.state()) {
            case START, PENDING -> false;
            case ERROR -> draft.instance().vanished() && draft.details().shown();
            case RUNNING, STOPPING, STOPPED, FINISH -> true;
        };
    }

    private void defer(Operation operation, Phase.Issued issued, Report.Deferred deferred) {
        Phase.Deferred next = issued.defer(draft.retryAt(deferred));
        draft.operation = operations.moved(operation.in(next), "deferred " + operation.attempt());
    }
}
