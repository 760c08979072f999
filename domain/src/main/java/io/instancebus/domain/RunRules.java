package io.instancebus.domain;

import io.instancebus.domain.InFlight.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Applies reports and the passing of time to runs, which are independent of the lifecycle operation. */
final class RunRules {
    /** How long the decider waits for the result of a run after it answered the command as unknown. */
    private static final Duration AFTERMATH = Duration.ofHours(1);
    /** How long a run is retried on a machine that is not young and was reached before. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int USUAL_PORT = 22;

    private final Draft draft;

    RunRules(Draft draft) {
        this.draft = draft;
    }

    void begin(Command command, Command.RunOnInstance run, Instant deadline) {
        draft.runs.add(new Run(command, deadline, 1, 0, Phase.issue(draft.leaseExpiresAt()), false, null, false));
        draft.issue(command, 1, new Task.Run(run, draft.details()));
    }

    /** Whether the report was about a run. */
    boolean reported(Report.OfTask report) {
        for (Run run : draft.runs) {
            if (Draft.taskId(run.command()).equals(report.taskId())) {
                reported(run, report);
                return true;
            }
        }
        return false;
    }

    private void reported(Run run, Report.OfTask report) {
        if (report instanceof Report.RunFinished finished) {
            finished(run, finished.result());
        } else if (report.attempt() == run.attempt() && !run.answered() && run.phase() instanceof Phase.Issued issued) {
            reported(run, issued, report);
        }
        // Any other report is about an earlier attempt, or comes after the answer: it has no new information.
    }

    private void reported(Run run, Phase.Issued issued, Report.OfTask report) {
        switch (report) {
            case Report.RunFinished finished -> finished(run, finished.result());
            case Report.Started started -> replace(run, run.in(issued.start(heardBy(run))));
            case Report.Failed failed -> failed(run, issued, failed.failure());
            case Report.Deferred deferred -> replace(run, run.in(issued.defer(draft.retryAt(deferred))));
            case Report.OutcomeUnknown unknown -> unknown(run, unknown.reason());
            // A run is executed by a worker: no provider accepts it.
            case Report.Accepted accepted -> {}
        }
    }

    /** The latest time of a report on a run that has begun. */
    private Instant heardBy(Run run) {
        Instant heard = draft.now.plus(body(run).timeout()).plus(draft.policy.lockAndSkew());
        return heard.isAfter(run.deadline()) ? run.deadline() : heard;
    }

    private static Command.RunOnInstance body(Run run) {
        return (Command.RunOnInstance) run.command().body();
    }

    private void finished(Run run, RunResult result) {
        draft.runs.remove(run);
        Attribution why = Attribution.to(run.command(), Draft.taskId(run.command()));
        String hostKey = result.hostKey();
        if (hostKey != null && mayPin(body(run), hostKey)) {
            draft.describe(draft.details().withHostKey(hostKey), why, Cause.OBSERVED);
        }
        draft.emit(why, new Event.RunCompleted(result));
        if (run.answered()) {
            return;
        }
        draft.emit(
                why,
                result.timedOut()
                        ? new Event.CommandFailed(
                                CommandType.RUN,
                                Failure.of(
                                        FailureCategory.TIMEOUT,
                                        "the command was ended after "
                                                + body(run).timeout().toSeconds() + " s"))
                        : new Event.CommandSucceeded(CommandType.RUN));
    }

    /**
     * Whether to pin the host key: only that of the instance's own SSH server. A key that the command names replaces
     * the pinned one.
     */
    private boolean mayPin(Command.RunOnInstance run, String hostKey) {
        boolean fresh = draft.details().hostKey() == null || hostKey.equals(run.hostKey());
        return fresh && draft.details().isItself(run.address(), run.port(), USUAL_PORT);
    }

    /** Handles a failure, which means that nothing was executed. */
    private void failed(Run run, Phase.Issued issued, Failure failure) {
        Instant since = run.failingSince() == null ? draft.now : run.failingSince();
        Instant until = draft.now.plus(draft.policy.pauseOfRun(run.failures()));
        if (mayPass(run, failure, since) && timeIsLeft(run, until)) {
            later(run.failedOnce(issued.defer(until), draft.now), run, since, failure.message());
        } else {
            fail(run, failure);
        }
    }

    /**
     * Whether a retry may succeed. On a machine that came up recently, or was never reached, the run is retried while
     * time is left; on one that was reached before, for as long as its server may need to restart.
     */
    private boolean mayPass(Run run, Failure failure, Instant since) {
        return switch (failure.category()) {
            case RATE_LIMITED, RETRYABLE, TIMEOUT ->
                young(since) || neverReached() || draft.now.isBefore(since.plus(PATIENCE));
            // The SSH server may answer before the key is installed.
            case AUTH -> young(draft.now);
            case CONFLICT -> withoutAddress(run);
            case CAPACITY, QUOTA, INVALID, NOT_FOUND, INTERNAL -> false;
        };
    }

    private boolean young(Instant then) {
        Instant upSince = draft.upSince;
        return upSince != null && then.isBefore(upSince.plus(draft.policy.settlement()));
    }

    /** No host key is known, because no run was answered yet. */
    private boolean neverReached() {
        return draft.details().hostKey() == null;
    }

    private boolean withoutAddress(Run run) {
        InstanceDetails details = draft.details();
        return body(run).address() == null
                && details.publicAddresses().isEmpty()
                && details.privateAddresses().isEmpty();
    }

    private boolean timeIsLeft(Run run, Instant from) {
        Instant leaseExpiresAt = draft.leaseExpiresAt().plus(Duration.between(draft.now, from));
        return !leaseExpiresAt.plus(body(run).timeout()).isAfter(run.deadline());
    }

    private void later(Run next, Run run, Instant since, String problem) {
        if (run.stalled() || !draft.reached(since.plus(draft.policy.stallAfter()))) {
            replace(run, next);
            return;
        }
        replace(run, next.toldOfStall());
        draft.emit(
                Attribution.to(run.command(), Draft.taskId(run.command())),
                new Event.InstanceStalled(draft.state(), since, "the RUN has not begun, and is retried: " + problem));
    }

    private void fail(Run run, Failure failure) {
        draft.runs.remove(run);
        draft.emit(
                Attribution.to(run.command(), Draft.taskId(run.command())),
                new Event.CommandFailed(CommandType.RUN, failure));
    }

    private void unknown(Run run, String reason) {
        draft.emit(
                Attribution.to(run.command(), Draft.taskId(run.command())),
                new Event.CommandOutcomeUnknown(
                        CommandType.RUN,
                        reason,
                        "if its result arrives later, a RunCompleted event reports it; check the instance before you"
                                + " run it again"));
        replace(run, run.answeredUntil(draft.now.plus(AFTERMATH)));
    }

    void timePassed() {
        for (Run run : List.copyOf(draft.runs)) {
            timePassed(run);
        }
    }

    private void timePassed(Run run) {
        if (run.answered()) {
            if (draft.reached(run.deadline())) {
                draft.runs.remove(run);
            }
            return;
        }
        boolean started = started(run);
        if (draft.reached(run.deadline())) {
            if (started) {
                unknown(run, "it began, and no result arrived before its deadline");
            } else {
                fail(run, Failure.of(FailureCategory.TIMEOUT, "it did not begin before its deadline"));
            }
            return;
        }
        switch (run.phase()) {
            case Phase.Issued issued when draft.reached(issued.leaseExpiresAt()) -> leaseExpired(run, started);
            case Phase.Deferred deferred
            when draft.reached(deferred.until()) ->
                again(run, Failure.of(FailureCategory.TIMEOUT, "no time is left to try it again"));
            case Phase.Issued issued -> {}
            case Phase.Deferred deferred -> {}
        }
    }

    private static boolean started(Run run) {
        return run.phase() instanceof Phase.Issued issued && issued.started();
    }

    private void leaseExpired(Run run, boolean started) {
        if (started) {
            unknown(run, "it began, and no result arrived");
        } else {
            again(run, Failure.of(FailureCategory.RETRYABLE, "no worker reported on it, " + run.attempt() + " times"));
        }
    }

    private void again(Run run, Failure otherwise) {
        if (!timeIsLeft(run, draft.now)) {
            fail(run, otherwise);
            return;
        }
        Run next = run.again(draft.leaseExpiresAt());
        replace(run, next);
        draft.issue(run.command(), next.attempt(), new Task.Run(body(run), draft.details()));
    }

    /** Answers the open runs of a finished instance. */
    void finish() {
        for (Run run : List.copyOf(draft.runs)) {
            if (run.answered()) {
                continue;
            }
            if (started(run)) {
                unknown(run, "the instance was finished while it ran");
            } else {
                fail(run, Failure.of(FailureCategory.CONFLICT, "the instance is finished"));
            }
        }
        draft.runs.clear();
    }

    private void replace(Run run, Run by) {
        draft.runs.set(draft.runs.indexOf(run), by);
    }
}
