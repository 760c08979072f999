package io.instancebus.command.topology;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Requests the commits of one partition soon after something was written, so that readers see it soon; not while the
 * stream is behind. A commit costs about the same for any number of records, so a stream that is behind catches up with
 * larger commits at the commit interval of Streams.
 */
final class Commits {
    private static final Duration BEHIND = Duration.ofMillis(150);

    private final ProcessorContext<?, ?> context;
    private final CommitPace pace;

    /** @param pace the pace of the stream thread */
    Commits(ProcessorContext<?, ?> context, CommitPace pace) {
        this.context = context;
        this.pace = pace;
    }

    /** @param since the append time of the input, or its due time */
    void written(Instant since, Instant now) {
        if (since.plus(BEHIND).isBefore(now)) {
            pace.behind(now);
        } else {
            pace.written(now);
        }
        askIfTime(now);
    }

    /** When to call {@link #askIfTime}; null for never. */
    @Nullable
    Instant wanted() {
        return pace.wanted();
    }

    void askIfTime(Instant now) {
        if (pace.take(now)) {
            context.commit();
        }
    }
}
