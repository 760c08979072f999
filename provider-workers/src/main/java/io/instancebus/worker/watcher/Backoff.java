package io.instancebus.worker.watcher;

import io.instancebus.worker.provider.ProviderFailure;
import java.time.Duration;
import java.time.Instant;

/**
 * When to ask again for what has failed: after a second, each time after twice as long, up to a minute; later where the
 * provider says so. One thread's.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private int failures;
    private Instant notBefore = Instant.MIN;

    void failed(ProviderFailure problem, Instant now) {
        failures++;
        Duration own = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        Duration bounded = own.compareTo(LONGEST) < 0 ? own : LONGEST;
        Duration asked = problem.retryAfter();
        notBefore = now.plus(asked != null && asked.compareTo(bounded) > 0 ? asked : bounded);
    }

    void succeeded() {
        failures = 0;
        notBefore = Instant.MIN;
    }

    /** In a row. */
    int failures() {
        return failures;
    }

    /** In the past when nothing has failed. */
    Instant notBefore() {
        return notBefore;
    }
}
