package io.instancebus.worker.watcher;

import io.instancebus.domain.Backoff;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.time.SteadyTime;
import java.time.Duration;

/**
 * The time of the next attempt after failures: after a second, then twice as long each time, up to a minute; later if
 * the provider asks for it. Not thread-safe.
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

    /** The number of successive failures. */
    int failures() {
        return failures;
    }

    /** In the past if nothing has failed. */
    SteadyTime notBefore() {
        return notBefore;
    }
}
