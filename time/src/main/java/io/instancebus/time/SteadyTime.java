package io.instancebus.time;

import java.time.Duration;

/**
 * A time of a {@link SteadyClock}. Only times of the same clock can be compared. It has no meaning in another process,
 * so it is neither sent nor stored.
 *
 * @param nanos nanoseconds since an origin that the clock chooses; sums saturate at the range of a long, 292 years
 */
public record SteadyTime(long nanos) implements Comparable<SteadyTime> {
    /** Earlier than all times of a clock: what is due since then is due at once. */
    public static final SteadyTime MIN = new SteadyTime(Long.MIN_VALUE);

    public SteadyTime plus(Duration duration) {
        return new SteadyTime(sum(nanos, saturated(duration)));
    }

    public SteadyTime minus(Duration duration) {
        return plus(duration.negated());
    }

    /** The duration from this time to the other; negative if the other is earlier. */
    public Duration until(SteadyTime other) {
        return Duration.ofNanos(other.nanos).minusNanos(nanos);
    }

    public boolean isBefore(SteadyTime other) {
        return nanos < other.nanos;
    }

    public boolean isAfter(SteadyTime other) {
        return nanos > other.nanos;
    }

    @Override
    public int compareTo(SteadyTime other) {
        return Long.compare(nanos, other.nanos);
    }

    private static long saturated(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static long sum(long one, long other) {
        try {
            return Math.addExact(one, other);
        } catch (ArithmeticException tooFar) {
            return other < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
