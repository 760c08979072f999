package io.instancebus.worker.ssh;

import java.time.Duration;

/** A point of the monotonic clock until which something may take. */
record Deadline(Duration allowed, long nanoTime) {
    static Deadline in(Duration allowed) {
        return new Deadline(allowed, System.nanoTime() + allowed.toNanos());
    }

    boolean isOver() {
        return System.nanoTime() - nanoTime >= 0;
    }

    /** At least a millisecond. */
    Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, nanoTime - System.nanoTime()));
    }

    /** This one, or one that comes earlier. */
    Deadline atMost(Duration other) {
        Deadline earlier = in(other);
        return earlier.nanoTime - nanoTime < 0 ? new Deadline(allowed, earlier.nanoTime) : this;
    }
}
