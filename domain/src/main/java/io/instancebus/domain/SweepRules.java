package io.instancebus.domain;

import io.instancebus.domain.Work.Sweep;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Destroys strays. A create has one instance. If two workers made a machine for it (because one was thought dead), or a
 * machine came up after the instance was finished, that machine must not run on unnoticed at someone's cost. A worker
 * destroys it only if the provider confirms that it belongs to this instance. The task is repeated until the provider
 * no longer knows the machine, at most for the account's hard limit, and ends with an event in either case.
 */
final class SweepRules {
    /** The command id in a task of a sweep. */
    private static final CommandId NO_COMMAND = new CommandId("sweep");

    private final Draft draft;

    SweepRules(Draft draft) {
        this.draft = draft;
    }

    /** Whether the task belongs to a sweep, in flight or ended: its id has three parts, that of a command has two. */
    static boolean isSweep(String taskId) {
        return taskId.indexOf(':') != taskId.lastIndexOf(':');
    }

    static String taskId(InstanceId id, String nativeId) {
        UUID mark = UUID.nameUUIDFromBytes(nativeId.getBytes(StandardCharsets.UTF_8));
        return id + ":" + NO_COMMAND + ":" + mark;
    }

    private String taskId(String nativeId) {
        return taskId(draft.instance().id(), nativeId);
    }

    /** Begins a sweep of a second machine that a worker reported for the instance. */
    void begin(String nativeId) {
        if (draft.sweeps.stream().anyMatch(sweep -> sweep.nativeId().equals(nativeId))) {
            return;
        }
        if (draft.sweeps.size() == Work.SWEEP_LIMIT) {
            leave(
                    nativeId,
                    Failure.of(
                            FailureCategory.CAPACITY,
                            Work.SWEEP_LIMIT + " strays of this instance are being destroyed already"));
            return;
        }
        Sweep sweep = new Sweep(nativeId, draft.now, false, 1, 0, issued(), null);
        draft.sweeps.add(sweep);
        issue(sweep);
    }

    private Phase.Issued issued() {
        return Phase.issue(draft.leaseExpiresAt());
    }

    private void issue(Sweep sweep) {
        String kept = draft.finished() ? null : draft.instance().nativeId();
        draft.issue(
                taskId(sweep.nativeId()),
                NO_COMMAND,
                null,
                sweep.attempt(),
                new Task.DestroyStray(sweep.nativeId(), kept));
    }

    /** Whether the report was about a sweep. */
    boolean reported(Report.OfTask report) {
        for (Sweep sweep : draft.sweeps) {
            if (taskId(sweep.nativeId()).equals(report.taskId())) {
                if (report.attempt() == sweep.attempt() && sweep.phase() instanceof Phase.Issued issued) {
                    reported(sweep, issued, report);
                }
                return true;
            }
        }
        return isSweep(report.taskId());
    }

    private void reported(Sweep sweep, Phase.Issued issued, Report.OfTask report) {
        switch (report) {
            case Report.Started started -> replace(sweep, sweep.in(issued.start()));
            // Accepted does not mean destroyed: the task is repeated until the machine is not found.
            case Report.Accepted accepted ->
                replace(
                        sweep,
                        sweep.taken(
                                soon(sweep, issued), "the provider took the destroy, and may still show the machine"));
            case Report.Failed failed -> failed(sweep, issued, failed.failure());
            case Report.Deferred deferred -> replace(sweep, sweep.in(issued.defer(draft.retryAt(deferred))));
            case Report.OutcomeUnknown unknown -> later(sweep, issued, unknown.reason());
            case Report.RunFinished finished -> {}
        }
    }

    private void failed(Sweep sweep, Phase.Issued issued, Failure failure) {
        switch (failure.category()) {
            case NOT_FOUND -> notFound(sweep, issued);
            // The machine does not belong to this instance, or a worker cannot tell: an operator must decide.
            case INVALID -> end(sweep, failure);
            case CAPACITY, QUOTA, AUTH, CONFLICT, RATE_LIMITED, RETRYABLE, TIMEOUT, INTERNAL ->
                later(sweep, issued, failure.message());
        }
    }

    /** A new machine may not be known everywhere at the provider yet. */
    private void notFound(Sweep sweep, Phase.Issued issued) {
        Instant settled = sweep.since().plus(draft.policy.settlement());
        if (!sweep.seen() && draft.issuedAt(issued).isBefore(settled)) {
            later(sweep, issued, "the provider does not know it, and it may have been made just now");
            return;
        }
        draft.sweeps.remove(sweep);
        draft.emit(
                why(sweep.nativeId()),
                new Event.StrayMachineDestroyed(
                        sweep.nativeId(),
                        sweep.seen()
                                ? "a second machine was made for this instance"
                                : "a second machine was reported for this instance; the provider does not know it"));
    }

    private void later(Sweep sweep, Phase.Issued issued, String problem) {
        replace(sweep, sweep.failedOnce(soon(sweep, issued), Text.cut(problem, 1_000)));
    }

    private Phase.Deferred soon(Sweep sweep, Phase.Issued issued) {
        return issued.defer(draft.now.plus(draft.policy.pause(sweep.failures())));
    }

    void timePassed() {
        for (Sweep sweep : List.copyOf(draft.sweeps)) {
            timePassed(sweep);
        }
    }

    private void timePassed(Sweep sweep) {
        if (draft.reached(sweep.since().plus(draft.policy.hardLimit()))) {
            String problem = sweep.problem() == null ? "no worker reported on it" : sweep.problem();
            end(sweep, Failure.of(FailureCategory.TIMEOUT, "it could not be destroyed in time: " + problem));
            return;
        }
        switch (sweep.phase()) {
            case Phase.Issued issued when draft.reached(issued.leaseExpiresAt()) -> again(sweep);
            case Phase.Deferred deferred when draft.reached(deferred.until()) -> again(sweep);
            case Phase.Issued issued -> {}
            case Phase.Deferred deferred -> {}
        }
    }

    private void again(Sweep sweep) {
        Sweep next = sweep.again(issued());
        replace(sweep, next);
        issue(next);
    }

    private void end(Sweep sweep, Failure failure) {
        draft.sweeps.remove(sweep);
        leave(sweep.nativeId(), failure);
    }

    private void leave(String nativeId, Failure failure) {
        draft.emit(
                why(nativeId),
                new Event.StrayMachineLeft(
                        nativeId,
                        failure,
                        "look at it at the provider, and destroy it there if it is not needed: Instance Bus does not"));
    }

    private Attribution why(String nativeId) {
        return Attribution.toNobody(taskId(nativeId));
    }

    private void replace(Sweep sweep, Sweep by) {
        draft.sweeps.set(draft.sweeps.indexOf(sweep), by);
    }
}
