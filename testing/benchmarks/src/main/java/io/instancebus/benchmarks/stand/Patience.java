package io.instancebus.benchmarks.stand;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions. */
public final class Patience {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    /** A condition that may throw. */
    @FunctionalInterface
    public interface Condition<E extends Exception> {
        boolean holds() throws E;
    }

    private Patience() {}

    /** Throws an IllegalStateException after three minutes. */
    public static <E extends Exception> void await(String what, Condition<E> condition) throws E {
        long until = System.nanoTime() + LONGEST.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(what + " did not arrive within " + LONGEST.toMinutes() + " minutes");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
