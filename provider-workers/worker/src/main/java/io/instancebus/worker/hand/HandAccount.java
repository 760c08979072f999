package io.instancebus.worker.hand;

import io.instancebus.provider.Provider;
import java.time.Duration;

/**
 * An account as hands use it.
 *
 * @param timeout after which a call to the provider has no answer
 */
public record HandAccount(
        String name, Provider provider, RateLimiter rateLimiter, InstanceLimit limit, Duration timeout) {
    /** A call that is overdue by this much has not kept the port's promise to end in time. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** In which the provider's part of a task ends or is given up: a create that searches first makes two calls. */
    public Duration longestTask() {
        return timeout.multipliedBy(2).plus(GRACE);
    }
}
