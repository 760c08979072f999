package io.instancebus.command.topology;

import io.instancebus.domain.Backoff;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the schema registry may be called. While it is unavailable it is called once after each pause instead of once
 * for each record, because each failed call delays the stream.
 */
final class RegistryGate {
    private static final Logger log = LoggerFactory.getLogger(RegistryGate.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

    private int failures;
    private Instant retryAt = Instant.MIN;
    private boolean away;
    private Instant lastAway = Instant.MIN;

    /** Whether a pause is in progress. It never lasts longer than the longest pause, even if the clock is set back. */
    boolean closed(Instant now) {
        return now.isBefore(retryAt) && !retryAt.isAfter(now.plus(BACKOFF.longest()));
    }

    /** The end of the pause. */
    Instant retryAt() {
        return retryAt;
    }

    /** The last time at which the registry was known to be unavailable; Instant.MIN if it never was. */
    Instant lastAway() {
        return lastAway;
    }

    void failed(Instant now, RuntimeException why) {
        if (!away) {
            away = true;
            log.atWarn()
                    .addKeyValue("reason", why.getMessage())
                    .log("The schema registry is away; records of schemas not seen before wait for it");
        }
        lastAway = now;
        failures++;
        retryAt = now.plus(BACKOFF.after(failures));
    }

    void answered(Instant now) {
        if (away) {
            away = false;
            lastAway = now;
            log.atInfo().log("The schema registry is back; what waited for it goes on");
        }
        failures = 0;
        retryAt = Instant.MIN;
    }
}
