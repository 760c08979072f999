package io.instancebus.command.state;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The sum of the times between successive appends to the log, counted forwards only and with a maximum for each step.
 * So a clock that is set back, or jumps ahead and is corrected, never shortens it. After a pause it is behind the
 * clock.
 */
final class ElapsedTime {
    /** A longer step is a pause or a jump of the clock, which cannot be told apart. */
    static final Duration LONGEST_STEP = Duration.ofHours(1);

    private @Nullable Instant now;
    private @Nullable Instant last;

    /** @param now the time to continue from; null to start with the first append */
    ElapsedTime(@Nullable Instant now) {
        this.now = now;
    }

    void appended(Instant at) {
        if (now == null) {
            now = at;
        } else if (last != null && at.isAfter(last)) {
            Duration step = Duration.between(last, at);
            now = now.plus(step.compareTo(LONGEST_STEP) < 0 ? step : LONGEST_STEP);
        }
        last = at;
    }

    /** @throws IllegalStateException before the first append, unless the constructor got a time */
    Instant now() {
        if (now == null) {
            throw new IllegalStateException("nothing has been appended yet");
        }
        return now;
    }
}
