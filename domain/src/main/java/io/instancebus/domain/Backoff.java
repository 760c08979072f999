package io.instancebus.domain;

import java.time.Duration;

/** Pauses between attempts: each is twice as long as the one before, up to a maximum. */
public record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (first.isNegative() || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException("the first pause must be from zero to the longest");
        }
    }

    /** @param failures the number of failures in a row, at least 1; the first failure gives the first pause */
    public Duration after(int failures) {
        int doublings = Math.clamp(failures - 1L, 0, MOST_DOUBLINGS);
        Duration pause = first.multipliedBy(1L << doublings);
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
