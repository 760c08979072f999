package io.instancebus.domain;

import java.time.Instant;

/**
 * How far the task of an operation is. The moves out of a phase are methods of that phase, so that an illegal move does
 * not compile; only the reader of stored state creates a phase from outside. The phases are named after the reports
 * that lead to them.
 */
public sealed interface Phase {

    /** A new attempt at the task, which is legal in every phase. */
    static Issued issue(Instant leaseExpiresAt) {
        return new Issued(false, leaseExpiresAt);
    }

    /** The first phase of a destroy that has to find its machine first: no task is issued before an observation. */
    static Accepted seek() {
        return new Accepted();
    }

    /** It is not known that the provider accepted the task. */
    sealed interface Unaccepted extends Phase {
        /** The provider accepted the task, or an observation has shown that it did. */
        default Accepted accepted() {
            return new Accepted();
        }
    }

    /**
     * The workers have the task, or it waits to be issued again. A run and the destroy of a stray have no other phase.
     */
    sealed interface Attempt extends Unaccepted {}

    /**
     * The task is issued and has no result yet.
     *
     * @param started whether a worker reported that it is about to begin an effect that cannot be repeated
     * @param leaseExpiresAt the time after which no worker can still work on the task
     */
    record Issued(boolean started, Instant leaseExpiresAt) implements Attempt {
        Issued start() {
            return start(leaseExpiresAt);
        }

        /** As {@link #start()}, for a task that takes longer than its lease. */
        Issued start(Instant heardBy) {
            return new Issued(true, heardBy);
        }

        /** This attempt had no effect; the next one is issued at the given time. */
        Deferred defer(Instant until) {
            return new Deferred(until);
        }

        /** It is not known whether the provider accepted the task. */
        OutcomeUnknown loseOutcome(Instant until) {
            return new OutcomeUnknown(until);
        }
    }

    /** The task will be issued again at this time. */
    record Deferred(Instant until) implements Attempt {}

    /** The provider accepted the task; the watchers observe its effect. */
    record Accepted() implements Phase {
        /** The accepted task had no effect: it is issued again at the given time. */
        Deferred repeat(Instant at) {
            return new Deferred(at);
        }
    }

    /**
     * It is not known whether the provider accepted the task; the watchers observe its effect until the given time.
     */
    record OutcomeUnknown(Instant until) implements Unaccepted {
        OutcomeUnknown extend(Instant later) {
            return new OutcomeUnknown(later);
        }
    }
}
