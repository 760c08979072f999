package io.instancebus.gateway.http;

import io.instancebus.domain.Command;
import io.instancebus.view.CommandRow;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Waits until the view shows the answer to a command. It polls the view, after 10 ms at first and every 250 ms later.
 * At most {@link #MOST} requests wait at once; a further one gets the response of a wait that ended.
 */
final class Waits implements AutoCloseable {
    static final int LONGEST_SECONDS = 30;
    static final int MOST = 500;
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 250;

    private final ViewReader view;
    private final Semaphore places = new Semaphore(MOST);
    private final CountDownLatch closing = new CountDownLatch(1);

    Waits(ViewReader view) {
        this.view = view;
    }

    /** The status of the command; empty if the time is over, the view is unavailable, or the gateway closes. */
    Optional<CommandRow> await(Command command, Duration longest) {
        if (longest.isZero() || !places.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return poll(command, System.nanoTime() + longest.toNanos());
        } catch (ProblemException viewAway) {
            // The command is on the bus, and the caller must learn that also without the view.
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            places.release();
        }
    }

    private Optional<CommandRow> poll(Command command, long end) throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            Optional<CommandRow> fate = fate(command);
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (fate.isPresent() || left <= 0) {
                return fate;
            }
            if (closing.await(Math.min(pause, left), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        }
    }

    private Optional<CommandRow> fate(Command command) {
        return view.command(command.commandId().value()).stream()
                .filter(row -> row.instanceId().equals(command.instanceId().value()))
                .findFirst();
    }

    /** Ends all waits. */
    @Override
    public void close() {
        closing.countDown();
    }
}
