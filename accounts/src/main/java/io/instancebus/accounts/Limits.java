package io.instancebus.accounts;

import org.jspecify.annotations.Nullable;

/**
 * The limits of an account. Each worker process counts its own concurrent calls and requests.
 *
 * @param concurrency concurrent calls that change something; 1 to 1,000
 * @param requestsPerSecond such calls per second; more than 0, up to 1,000,000; null for no limit
 * @param instances instances at the provider that Instance Bus created; 0 to 1,000,000; null for no limit
 */
public record Limits(
        int concurrency,
        @Nullable Double requestsPerSecond,
        @Nullable Integer instances) {
    static final int CONCURRENCY = 16;

    /** The default limits: 16 concurrent calls. */
    public static final Limits USUAL = new Limits(CONCURRENCY, null, null);

    public Limits {
        if (concurrency < 1 || concurrency > 1_000) {
            throw new IllegalArgumentException("limits.concurrency must be 1 to 1000, and is " + concurrency);
        }
        if (requestsPerSecond != null && !(requestsPerSecond > 0 && requestsPerSecond <= 1_000_000)) {
            throw new IllegalArgumentException(
                    "limits.requestsPerSecond must be more than 0 and at most 1000000, and is " + requestsPerSecond);
        }
        if (instances != null && (instances < 0 || instances > 1_000_000)) {
            throw new IllegalArgumentException("limits.instances must be 0 to 1000000, and is " + instances);
        }
    }
}
