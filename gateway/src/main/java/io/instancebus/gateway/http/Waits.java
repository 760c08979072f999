package io.instancebus.gateway.http;

import io.instancebus.domain.Command;
import io.instancebus.view.CommandRow;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Waits until the view has seen a command, by asking it again and again: at first after 10 ms, later every 250 ms.
 * At most {@link #MOST} requests wait at once; one more is answered as if its time were over.
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

    /** The command's fate; empty when the time is over, or the view is away or the gateway closes meanwhile. */
    Optional<CommandRow> await(Command command, Duration longest) {
        if (longest.isZero() || !places.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return poll(command, System.nanoTime() + longest.toNanos());
        } catch (ProblemException viewAway) {
            // The command is on the bus all the same, and that is what the caller must hear.
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

    /** Nobody waits any longer. */
    @Override
    public void close() {
        closing.countDown();
    }
}
