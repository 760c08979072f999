package io.instancebus.domain;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The work in flight of an instance. It is not history, but it must survive the death of a process.
 *
 * @param requestKey the key that finds the machine at the provider while its native id is unknown
 * @param createdAt when the native id became known; before that, when the create was accepted
 * @param operation the one lifecycle operation in flight
 * @param queue lifecycle commands that wait for the operation in flight, first in first out; at most {@link
 *     #QUEUE_LIMIT}
 * @param runs runs in flight, independent of the operation; at most {@link #RUN_LIMIT}
 * @param strays strays that are being destroyed; at most {@link #STRAY_LIMIT}
 * @param observations the state of the numbered observation requests
 * @param forgetAt when a finished instance leaves the current states, unless a stray is still being destroyed; null
 *     before FINISH
 * @param upSince when it last came up; null before the first time
 * @param recentSuccess the last change that succeeded, while a state that is seen may still be its effect
 */
public record InFlight(
        String requestKey,
        Instant createdAt,
        @Nullable Operation operation,
        List<QueuedCommand> queue,
        List<Run> runs,
        List<StrayRemoval> strays,
        Observations observations,
        @Nullable Instant forgetAt,
        @Nullable Instant upSince,
        @Nullable RecentSuccess recentSuccess) {

    public static final int QUEUE_LIMIT = 16;
    public static final int RUN_LIMIT = 16;
    public static final int STRAY_LIMIT = 8;

    public InFlight {
        queue = List.copyOf(queue);
        runs = List.copyOf(runs);
        strays = List.copyOf(strays);
    }

    /** The ids of the commands in flight: the operation, the commands in the queue, and the runs. */
    public Set<CommandId> commandIds() {
        Set<CommandId> ids = new HashSet<>();
        if (operation != null) {
            ids.add(operation.command().commandId());
        }
        queue.forEach(waiting -> ids.add(waiting.command().commandId()));
        runs.forEach(run -> ids.add(run.command().commandId()));
        return ids;
    }

    /** Whether a destroy is in flight. */
    public boolean destroying() {
        return operation != null && operation.type() == CommandType.DESTROY;
    }

    /** A lifecycle command in the queue, with the time of its final answer at the latest. */
    public record QueuedCommand(Command command, Instant deadline) {}

    /**
     * A lifecycle command in flight.
     *
     * @param deadline the latest time of its final answer
     * @param attempt how often its task was issued; 0 while a destroy first searches for its machine
     * @param failures how many attempts failed with a transient error or without an answer
     * @param progressAt when there was last progress
     * @param progress what was last seen; a difference is progress
     * @param stalled whether an InstanceStalled was emitted since the last progress
     * @param stallDeadline when, without progress, it is reported as stalled; afterwards, when it fails
     */
    public record Operation(
            Command command,
            Instant deadline,
            int attempt,
            int failures,
            Phase phase,
            Instant progressAt,
            @Nullable String progress,
            boolean stalled,
            Instant stallDeadline) {

        CommandType type() {
            return command.body().type();
        }

        Operation in(Phase next) {
            return new Operation(
                    command, deadline, attempt, failures, next, progressAt, progress, stalled, stallDeadline);
        }

        /** The next attempt, issued now. */
        Operation again(Instant leaseExpiresAt) {
            return new Operation(
                    command,
                    deadline,
                    attempt + 1,
                    failures,
                    Phase.issue(leaseExpiresAt),
                    progressAt,
                    progress,
                    stalled,
                    stallDeadline);
        }

        /** One more attempt failed. */
        Operation failedOnce() {
            return failedOnce(phase);
        }

        Operation failedOnce(Phase next) {
            return new Operation(
                    command, deadline, attempt, failures + 1, next, progressAt, progress, stalled, stallDeadline);
        }

        /** Progress, which restarts the patience. */
        Operation moved(String what, Instant now, Instant patienceUntil) {
            return new Operation(command, deadline, attempt, failures, phase, now, what, false, patienceUntil);
        }

        /** Stalled, with patience until the given time. */
        Operation stalledUntil(Instant patienceUntil) {
            return new Operation(
                    command, deadline, attempt, failures, phase, progressAt, progress, true, patienceUntil);
        }
    }

    /**
     * A run in flight.
     *
     * @param failures how many attempts failed before anything was executed
     * @param answered whether its command has been answered and the decider waits only for a late result
     * @param failingSince when the first of those attempts failed; null if none has
     * @param stalled whether an InstanceStalled has reported that the run has not begun
     */
    public record Run(
            Command command,
            Instant deadline,
            int attempt,
            int failures,
            Phase.Attempt phase,
            boolean answered,
            @Nullable Instant failingSince,
            boolean stalled) {

        Run in(Phase.Attempt next) {
            return new Run(command, deadline, attempt, failures, next, answered, failingSince, stalled);
        }

        Run again(Instant leaseExpiresAt) {
            return new Run(
                    command,
                    deadline,
                    attempt + 1,
                    failures,
                    Phase.issue(leaseExpiresAt),
                    answered,
                    failingSince,
                    stalled);
        }

        Run failedOnce(Phase.Deferred next, Instant now) {
            Instant since = failingSince == null ? now : failingSince;
            return new Run(command, deadline, attempt, failures + 1, next, answered, since, stalled);
        }

        Run toldOfStall() {
            return new Run(command, deadline, attempt, failures, phase, answered, failingSince, true);
        }

        /** Answered as unknown; the decider waits for a late result until the given time. */
        Run answeredUntil(Instant until) {
            return new Run(command, until, attempt, failures, phase, true, failingSince, stalled);
        }
    }

    /**
     * A stray that is being destroyed: a second machine of the instance.
     *
     * @param since when the stray was reported
     * @param seen whether the provider accepted a destroy of it, so that not found means gone
     * @param problem why it is not destroyed yet; null at first
     */
    public record StrayRemoval(
            String nativeId,
            Instant since,
            boolean seen,
            int attempt,
            int failures,
            Phase.Attempt phase,
            @Nullable String problem) {

        StrayRemoval in(Phase.Attempt next) {
            return new StrayRemoval(nativeId, since, seen, attempt, failures, next, problem);
        }

        StrayRemoval again(Phase.Issued next) {
            return new StrayRemoval(nativeId, since, seen, attempt + 1, failures, next, problem);
        }

        StrayRemoval failedOnce(Phase.Deferred next, String why) {
            return new StrayRemoval(nativeId, since, seen, attempt, failures + 1, next, why);
        }

        StrayRemoval taken(Phase.Deferred next, String why) {
            return new StrayRemoval(nativeId, since, true, attempt, failures + 1, next, why);
        }
    }

    /** An operation that succeeded recently: a state that is seen before the given time may be its effect. */
    public record RecentSuccess(
            CommandType type,
            String actor,
            CommandId commandId,
            @Nullable String correlationId,
            Instant until) {

        static RecentSuccess of(Command command, Instant until) {
            return new RecentSuccess(
                    command.body().type(), command.actor(), command.commandId(), command.correlationId(), until);
        }
    }

    /**
     * The state of the observation requests.
     *
     * @param number the number of the last observation request
     * @param outstanding whether its answer is still awaited
     * @param nextAt when to send the next request; null if none is needed
     * @param step the number of observations of the current wait, for the backoff
     * @param epoch the epoch of the last accepted observation of this number; 0 before the first
     * @param pass the pass of that observation; 0 before the first
     * @param misses authoritative misses in a row
     */
    public record Observations(
            long number, boolean outstanding, @Nullable Instant nextAt, int step, long epoch, long pass, int misses) {
        static final Observations NONE = new Observations(0, false, null, 0, 0, 0, 0);

        /** Whether it is the last accepted observation, delivered again. */
        boolean isLast(Report.Observed observed) {
            return observed.number() == number && observed.epoch() == epoch && observed.pass() == pass;
        }

        /** Whether it began before the last accepted observation. */
        boolean isBeforeLast(Report.Observed observed) {
            return observed.epoch() < epoch || (observed.epoch() == epoch && observed.pass() < pass);
        }

        /**
         * Requests an observation with the next number, which invalidates all observations before, and repeats the
         * request at the given time.
         */
        Observations requested(int step, Instant againAt) {
            return new Observations(number + 1, true, againAt, step, 0, 0, misses);
        }

        /**
         * Begins the next wait with an observation at the given time, with the next number, which invalidates all
         * observations before.
         */
        Observations afresh(Instant at) {
            return new Observations(number + 1, false, at, 0, 0, 0, misses);
        }

        /** Accepts the observation as the last one. */
        Observations answered(Report.Observed observed) {
            return new Observations(number, false, null, step, observed.epoch(), observed.pass(), misses);
        }

        /** The same wait sends its next request at the given time. */
        Observations later(Instant at) {
            return new Observations(number, false, at, step, epoch, pass, misses);
        }

        /** The wait is over. */
        Observations settled() {
            return new Observations(number, false, null, 0, epoch, pass, misses);
        }

        /** With the given number of authoritative misses in a row. */
        Observations missed(int inARow) {
            return new Observations(number, outstanding, nextAt, step, epoch, pass, inARow);
        }
    }
}
