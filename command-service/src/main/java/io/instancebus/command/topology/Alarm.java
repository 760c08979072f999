package io.instancebus.command.topology;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls back once, at the earliest of the times that were set. A punctuator with a fixed interval would make Streams
 * commit a transaction many times a second, also when the stream is idle.
 */
final class Alarm {
    /** The maximum wait, so that a change of the clock is noticed. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ProcessorContext<?, ?> context;
    private final AlarmTimes times;
    private final Runnable ring;
    private @Nullable Cancellable armed;
    private Instant at = Instant.MAX;

    /** @param times those of the stream thread */
    Alarm(ProcessorContext<?, ?> context, AlarmTimes times, Runnable ring) {
        this.context = context;
        this.times = times;
        this.ring = ring;
    }

    /** @param wanted null for never */
    void set(@Nullable Instant wanted, Instant now) {
        if (wanted == null || !wanted.isBefore(at)) {
            return;
        }
        disarm();
        Duration wait = Duration.between(now, wanted);
        wait = wait.compareTo(LONGEST) > 0 ? LONGEST : wait.isPositive() ? wait : Duration.ofMillis(1);
        at = now.plus(wait);
        armed = context.schedule(wait, PunctuationType.WALL_CLOCK_TIME, timestamp -> {
            disarm();
            ring.run();
        });
        times.set(this, wait);
    }

    private void disarm() {
        if (armed != null) {
            armed.cancel();
        }
        armed = null;
        at = Instant.MAX;
    }
}
