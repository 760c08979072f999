package io.instancebus.worker.hand;

import java.time.Duration;
import java.time.Instant;

/** At most so many per second, with a burst of what one second allows. A clock that is set back begins it anew. */
final class TokenBucket {
    private final Duration interval;
    private final Duration burst;
    private Instant nextFree = Instant.MIN;

    /** @param perSecond more than 0 */
    TokenBucket(double perSecond) {
        this.interval = Duration.ofNanos((long) (1_000_000_000 / perSecond));
        Duration whole = Duration.ofSeconds(1).minus(interval);
        this.burst = whole.isNegative() ? Duration.ZERO : whole;
    }

    Duration interval() {
        return interval;
    }

    /** Zero when a token was taken; else none was, and so long it takes until there is one. */
    synchronized Duration take(Instant now) {
        Instant allowedFrom = nextFree.equals(Instant.MIN) ? now : nextFree.minus(burst);
        Duration wait = Duration.between(now, allowedFrom);
        if (wait.isPositive() && wait.compareTo(interval) <= 0) {
            return wait;
        }
        if (wait.isPositive()) {
            // Nobody has to wait so long, but for a clock that was set back.
            nextFree = now;
        }
        nextFree = (nextFree.isBefore(now) ? now : nextFree).plus(interval);
        return Duration.ZERO;
    }
}
