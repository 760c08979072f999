package io.instancebus.worker.provider.openstack;

import java.time.Duration;

/** When a piece of work has to be done, however many calls it takes; by System.nanoTime. */
record Deadline(long at) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Zero when it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, at - System.nanoTime()));
    }
}
