package io.instancebus.command.topology;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When one stream thread commits next. A commit is of all partitions of the thread, whichever of them requests it, so
 * that they share the pace.
 */
final class CommitPace {
    private static final Duration APART = Duration.ofMillis(10);
    /** A thread that was behind lately commits at the interval of Streams, also what it writes in time. */
    private static final Duration LATELY = Duration.ofMillis(200);

    private Instant last = Instant.EPOCH;
    private Instant behindAt = Instant.EPOCH;
    private @Nullable Instant wanted;

    /** Something was written about an input that had waited. */
    void behind(Instant now) {
        behindAt = now;
        wanted = null;
    }

    /** Something was written in time. */
    void written(Instant now) {
        if (!isAhead(behindAt, now) && now.isBefore(behindAt.plus(LATELY))) {
            return;
        }
        if (wanted == null || isAhead(wanted, now)) {
            wanted = isAhead(last, now) ? now : last.plus(APART);
        }
    }

    /** Whether the time is in the future, because the clock was set back. */
    private static boolean isAhead(Instant time, Instant now) {
        return time.isAfter(now.plus(APART));
    }

    /** When to call {@link #take}; null for never. */
    @Nullable
    Instant wanted() {
        return wanted;
    }

    /** Whether to request a commit now. */
    boolean take(Instant now) {
        if (wanted == null || wanted.isAfter(now)) {
            return false;
        }
        last = now;
        wanted = null;
        return true;
    }
}
