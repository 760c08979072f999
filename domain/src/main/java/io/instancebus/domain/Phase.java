package io.instancebus.domain;

import java.time.Instant;

/**
 * How far the task of an operation has come. The moves out of a phase are methods of that phase, so that an illegal one
 * does not compile; only stored state is read into a phase from outside. The phases are named after the reports that lead
 * to them.
 */
public sealed interface Phase {

    /** A new attempt at the task, which is legal in every phase. */
    static Issued issue(Instant leaseExpiresAt) {
        return new Issued(false, leaseExpiresAt);
    }

    /** The first phase of a destroy that has to find what it destroys: no task is issued, and the looks tell. */
    static Accepted seek() {
        return new Accepted();
    }

    /** The provider is not known to have accepted the task. */
    sealed interface Unaccepted extends Phase {
        /** The provider accepted the task, or was seen to have done so. */
        default Accepted accepted() {
            return new Accepted();
        }
    }

    /** The task is with the workers, or waits to be issued again. A run and the destroy of a stray have no other phase. */
    sealed interface Attempt extends Unaccepted {}

    /**
     * Issued, and not answered yet.
     *
     * @param started whether a worker said that it is about to do what cannot be repeated
     * @param leaseExpiresAt from when on no worker can be at work on it
     */
    record Issued(boolean started, Instant leaseExpiresAt) implements Attempt {
        Issued start() {
            return start(leaseExpiresAt);
        }

        /** As {@link #start()}, for a task that takes longer than its lease. */
        Issued start(Instant heardBy) {
            return new Issued(true, heardBy);
        }

        /** This attempt had no effect; the next one is issued then. */
        Deferred defer(Instant until) {
            return new Deferred(until);
        }

        /** Nobody knows whether the provider accepted it. */
        OutcomeUnknown loseOutcome(Instant until) {
            return new OutcomeUnknown(until);
        }
    }

    /** To be issued again at this time. */
    record Deferred(Instant until) implements Attempt {}

    /** The provider accepted the task; the watchers look for its effect. */
    record Accepted() implements Phase {
        /** Nothing has come of it: it is issued again then. */
        Deferred repeat(Instant at) {
            return new Deferred(at);
        }
    }

    /** Nobody knows whether the provider accepted the task; the watchers look for its effect until then. */
    record OutcomeUnknown(Instant until) implements Unaccepted {
        OutcomeUnknown extend(Instant later) {
            return new OutcomeUnknown(later);
        }
    }
}
