package io.instancebus.domain;

import java.time.Duration;

/** Comparisons of durations. */
final class Durations {
    private static final int MOST_DOUBLINGS = 20;

    private Durations() {}

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The first duration doubled the given number of times, limited to the longest. */
    static Duration doubled(Duration first, int times, Duration longest) {
        return shorter(first.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS)), longest);
    }
}
