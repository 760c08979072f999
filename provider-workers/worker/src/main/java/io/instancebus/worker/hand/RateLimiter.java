package io.instancebus.worker.hand;

import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps an account within its limits of concurrent calls and of calls per second. The limits apply to this process: two
 * workers together may make twice as many calls.
 */
public final class RateLimiter {
    /** A wait for the next second's calls this short costs less than another round through the decider. */
    private static final Duration BRIEF_WAIT = Duration.ofMillis(100);

    private static final Duration SOONEST = Duration.ofMillis(500);
    private static final Duration LATEST = Duration.ofSeconds(30);

    /** Whether a call may be made. */
    public sealed interface Result {}

    /** The call may be made; the caller closes this, once or more often. */
    public static final class Permit implements Result, AutoCloseable {
        private final RateLimiter rateLimiter;
        private final long since = System.nanoTime();
        private final AtomicBoolean left = new AtomicBoolean();

        private Permit(RateLimiter rateLimiter) {
            this.rateLimiter = rateLimiter;
        }

        @Override
        public void close() {
            if (left.compareAndSet(false, true)) {
                rateLimiter.leave(Duration.ofNanos(System.nanoTime() - since));
            }
        }
    }

    /** The call may not be made now, but perhaps after this time. */
    public record Throttled(Duration retryAfter, String reason) implements Result {}

    private final int concurrency;
    private final Semaphore places;
    private final Optional<TokenBucket> bucket;
    private final SteadyClock clock;
    private SteadyTime promised = SteadyTime.MIN;
    private Duration usualCall = Duration.ofMillis(200);

    /**
     * @param concurrency concurrent calls; at least 1
     * @param perSecond calls per second; empty for no limit
     */
    public RateLimiter(int concurrency, Optional<Double> perSecond, SteadyClock clock) {
        this.concurrency = concurrency;
        this.places = new Semaphore(concurrency, true);
        this.bucket = perSecond.map(TokenBucket::new);
        this.clock = clock;
    }

    /**
     * Acquires a permit.
     *
     * @param atMost how long to wait for one of the concurrent calls to end; who waits keeps the account busy
     */
    public Result acquire(Duration atMost) throws InterruptedException {
        if (!places.tryAcquire(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS)) {
            return new Throttled(
                    promise(SOONEST, usualCall().dividedBy(concurrency)),
                    "the account has " + concurrency + " calls under way, its limit");
        }
        Duration wait = Duration.ZERO;
        boolean entered = false;
        try {
            wait = bucket.isEmpty() ? Duration.ZERO : wait(bucket.get());
            entered = wait.isZero();
        } finally {
            if (!entered) {
                places.release();
            }
        }
        return entered
                ? new Permit(this)
                : new Throttled(
                        promise(wait, bucket.orElseThrow().interval()),
                        "the account has reached its limit of calls per second");
    }

    private Duration wait(TokenBucket tokens) throws InterruptedException {
        Duration wait = tokens.take(clock.now());
        if (!wait.isZero() && wait.compareTo(BRIEF_WAIT) <= 0) {
            Thread.sleep(wait);
            return tokens.take(clock.now());
        }
        return wait;
    }

    /** Gives each refused caller a later time than the one before, so that they do not all retry at once. */
    private synchronized Duration promise(Duration wait, Duration spacing) {
        SteadyTime now = clock.now();
        SteadyTime soonest = now.plus(wait.compareTo(SOONEST) < 0 ? SOONEST : wait);
        SteadyTime next = promised.isBefore(soonest) ? soonest : promised.plus(spacing);
        SteadyTime latest = now.plus(LATEST);
        promised = next.isAfter(latest) ? latest : next;
        return now.until(promised);
    }

    private synchronized Duration usualCall() {
        return usualCall;
    }

    private synchronized void leave(Duration took) {
        usualCall = usualCall.multipliedBy(7).plus(took).dividedBy(8);
        places.release();
    }
}
