package io.instancebus.standalone;

import java.util.concurrent.CountDownLatch;

/** Waits for Ctrl-C or a termination signal, and holds the JVM until everything has been stopped. */
final class Stopping {
    private Stopping() {}

    /** Returns when the process was asked to end, and after that lets the JVM end once the parts are closed. */
    static void awaitAndClose(AutoCloseable parts, Runnable announcement) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            asked.countDown();
                            awaitQuietly(closed);
                        },
                        "stopping"));
        asked.await();
        announcement.run();
        try {
            parts.close();
        } catch (Exception failure) {
            throw new IllegalStateException("not everything stopped cleanly", failure);
        } finally {
            closed.countDown();
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
