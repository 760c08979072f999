package io.instancebus.domain;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is under way around an instance: not history, but what must not be forgotten when a process dies.
 *
 * @param requestKey what finds the instance at the provider while its native id is not known
 * @param createdAt when the provider's id came to be known, and until then when the create was accepted
 * @param change the one lifecycle change in flight
 * @param queue lifecycle changes that wait for it, first in first out; at most {@link #QUEUE_LIMIT}
 * @param runs run commands in flight, beside everything else; at most {@link #RUN_LIMIT}
 * @param sweeps strays that are being destroyed; at most {@link #SWEEP_LIMIT}
 * @param watch the numbered looks at the provider
 * @param forgetAt when a finished instance leaves the current states, unless a stray is still being destroyed; null
 *     before FINISH
 * @param upSince when it last came up; null before it ever did
 * @param lately the last change that succeeded, while what is seen may still be its consequence
 */
public record Work(
        String requestKey,
        Instant createdAt,
        @Nullable Change change,
        List<Waiting> queue,
        List<Run> runs,
        List<Sweep> sweeps,
        Watch watch,
        @Nullable Instant forgetAt,
        @Nullable Instant upSince,
        @Nullable Lately lately) {

    public static final int QUEUE_LIMIT = 16;
    public static final int RUN_LIMIT = 16;
    public static final int SWEEP_LIMIT = 8;

    public Work {
        queue = List.copyOf(queue);
        runs = List.copyOf(runs);
        sweeps = List.copyOf(sweeps);
    }

    /** The ids of the commands under way: of the change, of those that wait for it, and of the runs. */
    public Set<CommandId> commandIds() {
        Set<CommandId> ids = new HashSet<>();
        if (change != null) {
            ids.add(change.command().commandId());
        }
        queue.forEach(waiting -> ids.add(waiting.command().commandId()));
        runs.forEach(run -> ids.add(run.command().commandId()));
        return ids;
    }

    /** Whether a destroy is under way. */
    public boolean destroying() {
        return change != null && change.type() == CommandType.DESTROY;
    }

    /** A lifecycle command that waits for its turn, answered by the deadline in any case. */
    public record Waiting(Command command, Instant deadline) {}

    /**
     * A lifecycle command in flight.
     *
     * @param deadline when it is answered in any case
     * @param attempt how often its task was issued; 0 while a destroy first looks for what it is to destroy
     * @param failures how many of the attempts failed for a passing reason
     * @param progressAt when something last moved
     * @param progress what was last seen, to tell movement from standing still
     * @param stalled whether an InstanceStalled has said that nothing moves
     * @param nextPatienceAt when, without progress, it is called stalled; once it was, when it fails
     */
    public record Change(
            Command command,
            Instant deadline,
            int attempt,
            int failures,
            Phase phase,
            Instant progressAt,
            @Nullable String progress,
            boolean stalled,
            Instant nextPatienceAt) {

        CommandType type() {
            return command.body().type();
        }

        Change in(Phase next) {
            return new Change(
                    command, deadline, attempt, failures, next, progressAt, progress, stalled, nextPatienceAt);
        }

        /** The next attempt, issued now. */
        Change again(Instant leaseExpiresAt) {
            return new Change(
                    command,
                    deadline,
                    attempt + 1,
                    failures,
                    Phase.issue(leaseExpiresAt),
                    progressAt,
                    progress,
                    stalled,
                    nextPatienceAt);
        }

        /** One more attempt failed for a passing reason. */
        Change failedOnce() {
            return failedOnce(phase);
        }

        Change failedOnce(Phase next) {
            return new Change(
                    command, deadline, attempt, failures + 1, next, progressAt, progress, stalled, nextPatienceAt);
        }

        /** Something moved: patience begins anew. */
        Change moved(String what, Instant now, Instant patienceUntil) {
            return new Change(command, deadline, attempt, failures, phase, now, what, false, patienceUntil);
        }

        /** Known to stand still, and given until then. */
        Change stalledUntil(Instant patienceUntil) {
            return new Change(command, deadline, attempt, failures, phase, progressAt, progress, true, patienceUntil);
        }
    }

    /**
     * A run in flight.
     *
     * @param failures how many of the attempts failed before anything was executed
     * @param answered whether its command has been answered and only a late result is waited for
     * @param failingSince when the first of those attempts failed; null while none has
     * @param stalled whether an InstanceStalled has said that it does not begin
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

        /** Answered as unknown; its late result is waited for until then. */
        Run answeredUntil(Instant until) {
            return new Run(command, until, attempt, failures, phase, true, failingSince, stalled);
        }
    }

    /**
     * A stray that is being destroyed: a second machine of the instance.
     *
     * @param since when it was reported
     * @param seen whether the provider has taken a destroy of it, so that not found means gone
     * @param problem why it is not done yet; null at first
     */
    public record Sweep(
            String nativeId,
            Instant since,
            boolean seen,
            int attempt,
            int failures,
            Phase.Attempt phase,
            @Nullable String problem) {

        Sweep in(Phase.Attempt next) {
            return new Sweep(nativeId, since, seen, attempt, failures, next, problem);
        }

        Sweep again(Phase.Issued next) {
            return new Sweep(nativeId, since, seen, attempt + 1, failures, next, problem);
        }

        Sweep failedOnce(Phase.Deferred next, String why) {
            return new Sweep(nativeId, since, seen, attempt, failures + 1, next, why);
        }

        Sweep taken(Phase.Deferred next, String why) {
            return new Sweep(nativeId, since, true, attempt, failures + 1, next, why);
        }
    }

    /** A change that succeeded a moment ago, so that what is seen until then may be its consequence. */
    public record Lately(
            CommandType type,
            String actor,
            CommandId commandId,
            @Nullable String correlationId,
            Instant until) {

        static Lately of(Command command, Instant until) {
            return new Lately(
                    command.body().type(), command.actor(), command.commandId(), command.correlationId(), until);
        }
    }

    /**
     * The looks at the provider.
     *
     * @param number of the last look asked for
     * @param outstanding whether its answer is still awaited
     * @param nextAt when to ask (again); null when nothing needs to be asked
     * @param step how many looks the current wait has taken, for the backoff
     * @param epoch of the last look of this number that was accepted; 0 before the first
     * @param pass of that look; 0 before the first
     * @param misses authoritative misses in a row
     */
    public record Watch(
            long number, boolean outstanding, @Nullable Instant nextAt, int step, long epoch, long pass, int misses) {
        static final Watch NONE = new Watch(0, false, null, 0, 0, 0, 0);

        /** Whether it is the look that was accepted last, delivered again. */
        boolean isLast(Report.Observed look) {
            return look.number() == number && look.epoch() == epoch && look.pass() == pass;
        }

        /** Whether it began before the look that was accepted last. */
        boolean isBeforeLast(Report.Observed look) {
            return look.epoch() < epoch || (look.epoch() == epoch && look.pass() < pass);
        }

        /** A look under the next number is asked for, and asked for again then: what was seen before is worthless. */
        Watch asked(int step, Instant againAt) {
            return new Watch(number + 1, true, againAt, step, 0, 0, misses);
        }

        /** The next wait begins with a look then, under the next number: what was seen before is worthless. */
        Watch afresh(Instant at) {
            return new Watch(number + 1, false, at, 0, 0, 0, misses);
        }

        /** The look is the last that was accepted. */
        Watch answered(Report.Observed look) {
            return new Watch(number, false, null, step, look.epoch(), look.pass(), misses);
        }

        /** The same wait asks again then. */
        Watch later(Instant at) {
            return new Watch(number, false, at, step, epoch, pass, misses);
        }

        /** The wait is over. */
        Watch settled() {
            return new Watch(number, false, null, 0, epoch, pass, misses);
        }

        /** So many authoritative misses in a row. */
        Watch missed(int inARow) {
            return new Watch(number, outstanding, nextAt, step, epoch, pass, inARow);
        }
    }
}
