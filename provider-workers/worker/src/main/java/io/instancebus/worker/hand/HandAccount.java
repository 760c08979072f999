package io.instancebus.worker.hand;

import io.instancebus.provider.Provider;
import java.time.Duration;

/**
 * An account for hands.
 *
 * @param timeout the time-out of a call to the provider
 */
public record HandAccount(
        String name, Provider provider, RateLimiter rateLimiter, InstanceLimit limit, Duration timeout) {
    /** A call that exceeds its time-out by this much has broken the port's contract. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /**
     * The time in which the provider's part of a task ends or is given up: a create that searches first makes two
     * calls.
     */
    public Duration longestTask() {
        return timeout.multipliedBy(2).plus(GRACE);
    }
}
