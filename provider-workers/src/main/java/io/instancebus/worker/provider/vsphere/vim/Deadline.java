package io.instancebus.worker.provider.vsphere.vim;

import java.time.Duration;

/** When calls that belong together must have been answered. */
public final class Deadline {
    private final long nanos;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** Zero or less once it has passed. */
    public Duration left() {
        return Duration.ofNanos(nanos - System.nanoTime());
    }

    public boolean before(Deadline other) {
        return nanos - other.nanos < 0;
    }

    public boolean passed() {
        return !left().isPositive();
    }
}
