package io.instancebus.command.topology;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks Streams to commit soon after something was written, so that it is soon seen; but not while the stream is
 * behind. A commit costs about the same however much it holds, and a stream that is behind catches up by putting
 * more into each: then the commit interval of Streams is left to do it.
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

    /** @param since when what led to it came into the log, or became due */
    void written(Instant since, Instant now) {
        if (since.plus(BEHIND).isBefore(now)) {
            wanted = null;
        } else if (wanted == null || isAhead(wanted, now)) {
            wanted = isAhead(last, now) ? now : last.plus(APART);
            askIfTime(now);
        }
    }

    /** By a clock that was set back since. */
    private static boolean isAhead(Instant time, Instant now) {
        return time.isAfter(now.plus(APART));
    }

    /** When {@link #askIfTime} is to be called; null for never. */
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
