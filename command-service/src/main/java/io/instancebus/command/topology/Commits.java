package io.instancebus.command.topology;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Requests a commit soon after something was written, so that readers see it soon; not while the stream is behind. A
 * commit costs about the same for any number of records, so a stream that is behind catches up with larger commits at
 * the commit interval of Streams.
 */
final class Commits {
    private static final Duration APART = Duration.ofMillis(10);
    private static final Duration BEHIND = Duration.ofMillis(150);

    private final ProcessorContext<?, ?> context;
    private Instant last = Instant.EPOCH;
    private @Nullable Instant wanted;

    Commits(ProcessorContext<?, ?> context) {
        this.context = context;
    }

    /** @param since the append time of the input, or its due time */
    void written(Instant since, Instant now) {
        if (since.plus(BEHIND).isBefore(now)) {
            wanted = null;
        } else if (wanted == null || isAhead(wanted, now)) {
            wanted = isAhead(last, now) ? now : last.plus(APART);
            askIfTime(now);
        }
    }

    /** Whether the time is in the future, because the clock was set back. */
    private static boolean isAhead(Instant time, Instant now) {
        return time.isAfter(now.plus(APART));
    }

    /** When to call {@link #askIfTime}; null for never. */
    @Nullable
    Instant wanted() {
        return wanted;
    }

    void askIfTime(Instant now) {
        if (wanted != null && !wanted.isAfter(now)) {
            context.commit();
            last = now;
            wanted = null;
        }
    }
}
