package io.instancebus.command.state;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Time by what passes between one append to the log and the next, counted forwards only and in short steps: a clock that
 * is set back, or leaps ahead and is set right again, takes nothing away from it. After a pause it is behind the clock.
 */
final class ElapsedTime {
    /** A longer step is a pause or a leap of the clock, which look the same. */
    static final Duration LONGEST_STEP = Duration.ofHours(1);

    private @Nullable Instant now;
    private @Nullable Instant last;

    /** @param now where it was left; null to begin with the first append */
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

    /** @throws IllegalStateException before the first append, unless it was left somewhere */
    Instant now() {
        if (now == null) {
            throw new IllegalStateException("nothing has been appended yet");
        }
        return now;
    }
}
