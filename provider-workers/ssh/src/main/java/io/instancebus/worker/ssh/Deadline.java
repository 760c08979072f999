package io.instancebus.worker.ssh;

import java.time.Duration;

/** A deadline on the monotonic clock. */
record Deadline(Duration allowed, long nanoTime) {
    static Deadline in(Duration allowed) {
        return new Deadline(allowed, System.nanoTime() + allowed.toNanos());
    }

    boolean isOver() {
        return System.nanoTime() - nanoTime >= 0;
    }

    /** The remaining time; at least a millisecond. */
    Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, nanoTime - System.nanoTime()));
    }

    /** This deadline, or an earlier one. */
    Deadline atMost(Duration other) {
        Deadline earlier = in(other);
        return earlier.nanoTime - nanoTime < 0 ? new Deadline(allowed, earlier.nanoTime) : this;
    }
}
