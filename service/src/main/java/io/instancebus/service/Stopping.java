package io.instancebus.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Holds the JVM after Ctrl-C or a termination signal, from its construction on, until everything has been stopped. */
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
     * Waits while the parts live, and looks once a second.
     *
     * @return true once the process was asked to end; false if the parts no longer live
     */
    public boolean awaitWhile(BooleanSupplier live) throws InterruptedException {
        while (!asked.await(1, TimeUnit.SECONDS)) {
            if (!live.getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    /** Waits so long, or until the process is asked to end; whether it is. */
    public boolean await(Duration atMost) throws InterruptedException {
        return asked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Closes the parts. The last words are said before the JVM is let go: it would otherwise end between the two.
     *
     * @param lastWords said when everything was closed; if something was not, standard error says that instead
     */
    public void close(AutoCloseable parts, Runnable announcement, Runnable lastWords) {
        try {
            announcement.run();
            parts.close();
            lastWords.run();
        } catch (Exception failure) {
            System.err.println("instance-bus: not everything stopped cleanly: " + Words.of(failure));
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
