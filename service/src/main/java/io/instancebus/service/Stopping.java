package io.instancebus.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Delays the end of the JVM after Ctrl-C or a termination signal, from its construction on, until everything has been
 * stopped.
 */
public final class Stopping {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    public Stopping() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            asked.countDown();
                            awaitQuietly(done);
                        },
                        "stopping"));
    }

    /**
     * Waits while the parts are live; checks once a second.
     *
     * @return true if the process was asked to end; false if the parts are no longer live
     */
    public boolean awaitWhile(BooleanSupplier live) throws InterruptedException {
        while (!asked.await(1, TimeUnit.SECONDS)) {
            if (!live.getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    /** Waits this long, or until the process is asked to end. Returns whether it was asked. */
    public boolean await(Duration atMost) throws InterruptedException {
        return asked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Closes the parts. Prints the last words before it lets the JVM end, which would otherwise end between the two.
     *
     * @param lastWords prints the final message after everything was closed; if a part failed to close, standard error
     *     shows that instead
     */
    public void close(AutoCloseable parts, Runnable announcement, Runnable lastWords) {
        try {
            announcement.run();
            parts.close();
            lastWords.run();
        } catch (Exception failure) {
            System.err.println("instance-bus: a part did not stop cleanly: " + Words.of(failure));
        } finally {
            done.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
