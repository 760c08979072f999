package io.instancebus.command;

import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, because the cause (a broker, the disk) may be temporary. Stops the service if
 * threads keep dying, because then an operator must act.
 */
final class ThreadRestarts implements StreamsUncaughtExceptionHandler {
    static final int MOST = 10;
    static final Duration WITHIN = Duration.ofMinutes(10);
    private static final Logger log = LoggerFactory.getLogger(ThreadRestarts.class);

    private final SteadyClock clock;
    private final Deque<SteadyTime> deaths = new ArrayDeque<>();

    ThreadRestarts(SteadyClock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable exception) {
        SteadyTime now = clock.now();
        while (!deaths.isEmpty() && deaths.getFirst().isBefore(now.minus(WITHIN))) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        boolean replace = exception instanceof Exception && deaths.size() <= MOST;
        log.atError()
                .addKeyValue("deaths", deaths.size())
                .setCause(exception)
                .log(
                        replace
                                ? "A stream thread died and is replaced"
                                : "Stream threads keep dying; the command service stops");
        return replace ? StreamThreadExceptionResponse.REPLACE_THREAD : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
}
