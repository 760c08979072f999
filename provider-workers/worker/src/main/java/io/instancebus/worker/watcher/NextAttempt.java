package io.instancebus.worker.watcher;

import io.instancebus.domain.Backoff;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.time.SteadyTime;
import java.time.Duration;

/**
 * When to ask again for what has failed: after a second, each time after twice as long, up to a minute; later where the
 * provider says so. One thread's.
 */
final class NextAttempt {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

    private int failures;
    private SteadyTime notBefore = SteadyTime.MIN;

    void failed(ProviderFailure problem, SteadyTime now) {
        failures++;
        Duration own = BACKOFF.after(failures);
        Duration asked = problem.retryAfter();
        notBefore = now.plus(asked != null && asked.compareTo(own) > 0 ? asked : own);
    }

    void succeeded() {
        failures = 0;
        notBefore = SteadyTime.MIN;
    }

    /** In a row. */
    int failures() {
        return failures;
    }

    /** In the past when nothing has failed. */
    SteadyTime notBefore() {
        return notBefore;
    }
}
