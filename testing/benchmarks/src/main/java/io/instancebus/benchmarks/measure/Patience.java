package io.instancebus.benchmarks.measure;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what must come. */
final class Patience {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    /** May fail as what is asked does. */
    @FunctionalInterface
    interface Condition<E extends Exception> {
        boolean holds() throws E;
    }

    private Patience() {}

    /** An IllegalStateException after three minutes. */
    static <E extends Exception> void await(String what, Condition<E> condition) throws E {
        long until = System.nanoTime() + LONGEST.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(what + " did not come within " + LONGEST.toMinutes() + " minutes");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
