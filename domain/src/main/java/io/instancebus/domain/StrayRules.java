package io.instancebus.domain;

import io.instancebus.domain.InFlight.StrayRemoval;
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
final class StrayRules {
    /** The command id in a task of the removal of a stray. */
    private static final CommandId NO_COMMAND = new CommandId("sweep");

    private final Draft draft;

    StrayRules(Draft draft) {
        this.draft = draft;
    }

    /** Whether the task removes a stray. Its id has three parts; the id of a command's task has two. */
    static boolean isStrayRemoval(String taskId) {
        return taskId.indexOf(':') != taskId.lastIndexOf(':');
    }

    static String taskId(InstanceId id, String nativeId) {
        UUID mark = UUID.nameUUIDFromBytes(nativeId.getBytes(StandardCharsets.UTF_8));
        return id + ":" + NO_COMMAND + ":" + mark;
    }

    private String taskId(String nativeId) {
        return taskId(draft.instance().id(), nativeId);
    }

    /** Begins the removal of a second machine that a worker reported for the instance. */
    void begin(String nativeId) {
        if (draft.strays.stream().anyMatch(stray -> stray.nativeId().equals(nativeId))) {
            return;
        }
        if (draft.strays.size() == InFlight.STRAY_LIMIT) {
            leave(
                    nativeId,
                    Failure.of(
                            FailureCategory.CAPACITY,
                            InFlight.STRAY_LIMIT + " strays of this instance are being destroyed already"));
            return;
        }
        StrayRemoval stray = new StrayRemoval(nativeId, draft.now, false, 1, 0, issued(), null);
        draft.strays.add(stray);
        issue(stray);
    }

    private Phase.Issued issued() {
        return Phase.issue(draft.leaseExpiresAt());
    }

    private void issue(StrayRemoval stray) {
        String kept = draft.finished() ? null : draft.instance().nativeId();
        draft.issue(
                taskId(stray.nativeId()),
                NO_COMMAND,
                null,
                stray.attempt(),
                new Task.DestroyStray(stray.nativeId(), kept));
    }

    /** Whether the report was about the removal of a stray. */
    boolean reported(Report.OfTask report) {
        for (StrayRemoval stray : draft.strays) {
            if (taskId(stray.nativeId()).equals(report.taskId())) {
                if (report.attempt() == stray.attempt() && stray.phase() instanceof Phase.Issued issued) {
                    reported(stray, issued, report);
                }
                return true;
            }
        }
        return isStrayRemoval(report.taskId());
    }

    private void reported(StrayRemoval stray, Phase.Issued issued, Report.OfTask report) {
        switch (report) {
            case Report.Started started -> replace(stray, stray.in(issued.start()));
            // Accepted does not mean destroyed: the task is repeated until the machine is not found.
            case Report.Accepted accepted ->
                replace(
                        stray,
                        stray.taken(
                                soon(stray, issued), "the provider took the destroy, and may still show the machine"));
            case Report.Failed failed -> failed(stray, issued, failed.failure());
            case Report.Deferred deferred -> replace(stray, stray.in(issued.defer(draft.retryAt(deferred))));
            case Report.OutcomeUnknown unknown -> later(stray, issued, unknown.reason());
            case Report.RunFinished finished -> {}
        }
    }

    private void failed(StrayRemoval stray, Phase.Issued issued, Failure failure) {
        switch (failure.category()) {
            case NOT_FOUND -> notFound(stray, issued);
            // The machine does not belong to this instance, or a worker cannot tell: an operator must decide.
            case INVALID -> end(stray, failure);
            case CAPACITY, QUOTA, AUTH, CONFLICT, RATE_LIMITED, RETRYABLE, TIMEOUT, INTERNAL ->
                later(stray, issued, failure.message());
        }
    }

    /** A new machine may not be known everywhere at the provider yet. */
    private void notFound(StrayRemoval stray, Phase.Issued issued) {
        Instant settled = stray.since().plus(draft.policy.settlement());
        if (!stray.seen() && draft.issuedAt(issued).isBefore(settled)) {
            later(stray, issued, "the provider does not know it, and it may have been made just now");
            return;
        }
        draft.strays.remove(stray);
        draft.emit(
                why(stray.nativeId()),
                new Event.StrayMachineDestroyed(
                        stray.nativeId(),
                        stray.seen()
                                ? "a second machine was made for this instance"
                                : "a second machine was reported for this instance; the provider does not know it"));
    }

    private void later(StrayRemoval stray, Phase.Issued issued, String problem) {
        replace(stray, stray.failedOnce(soon(stray, issued), Text.cut(problem, 1_000)));
    }

    private Phase.Deferred soon(StrayRemoval stray, Phase.Issued issued) {
        return issued.defer(draft.now.plus(draft.policy.pause(stray.failures())));
    }

    void timePassed() {
        for (StrayRemoval stray : List.copyOf(draft.strays)) {
            timePassed(stray);
        }
    }

    private void timePassed(StrayRemoval stray) {
        if (draft.reached(stray.since().plus(draft.policy.hardLimit()))) {
            String problem = stray.problem() == null ? "no worker reported on it" : stray.problem();
            end(stray, Failure.of(FailureCategory.TIMEOUT, "it could not be destroyed in time: " + problem));
            return;
        }
        switch (stray.phase()) {
            case Phase.Issued issued when draft.reached(issued.leaseExpiresAt()) -> again(stray);
            case Phase.Deferred deferred when draft.reached(deferred.until()) -> again(stray);
            case Phase.Issued issued -> {}
            case Phase.Deferred deferred -> {}
        }
    }

    private void again(StrayRemoval stray) {
        StrayRemoval next = stray.again(issued());
        replace(stray, next);
        issue(next);
    }

    private void end(StrayRemoval stray, Failure failure) {
        draft.strays.remove(stray);
        leave(stray.nativeId(), failure);
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

    private void replace(StrayRemoval stray, StrayRemoval by) {
        draft.strays.set(draft.strays.indexOf(stray), by);
    }
}
