package io.instancebus.provider.http;

import java.time.Duration;

/** When a piece of work has to be done, however many calls it takes. Follows the monotonic clock. */
public final class Deadline {
    private final long nanoTime;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** Zero or less once it has passed. */
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
