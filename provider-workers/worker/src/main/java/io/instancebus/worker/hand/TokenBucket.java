package io.instancebus.worker.hand;

import io.instancebus.time.SteadyTime;
import java.time.Duration;

/** Allows this many calls per second, and a burst of the calls of one second. */
final class TokenBucket {
    private final Duration interval;
    private final Duration burst;
    private SteadyTime nextFree = SteadyTime.MIN;

    /** @param perSecond more than 0 */
    TokenBucket(double perSecond) {
        this.interval = Duration.ofNanos((long) (1_000_000_000 / perSecond));
        Duration whole = Duration.ofSeconds(1).minus(interval);
        this.burst = whole.isNegative() ? Duration.ZERO : whole;
    }

    Duration interval() {
        return interval;
    }

    /** Zero if a token was taken; otherwise the time until one is available. */
    synchronized Duration take(SteadyTime now) {
        Duration wait = now.until(nextFree.minus(burst));
        if (wait.isPositive()) {
            return wait;
        }
        nextFree = (nextFree.isBefore(now) ? now : nextFree).plus(interval);
        return Duration.ZERO;
    }
}
