package io.instancebus.provider.http;

import java.time.Duration;

/** A deadline for a piece of work, over all its calls. Uses the monotonic clock. */
public final class Deadline {
    private final long nanoTime;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** The remaining time; zero or less once the deadline has passed. */
    public Duration left() {
        return Duration.ofNanos(nanoTime - System.nanoTime());
    }

    public boolean before(Deadline other) {
        return nanoTime - other.nanoTime < 0;
    }

    public boolean passed() {
        return !left().isPositive();
    }
}
