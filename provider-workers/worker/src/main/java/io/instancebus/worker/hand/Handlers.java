package io.instancebus.worker.hand;

import io.instancebus.worker.guard.Bug;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles tasks, each on a virtual thread, in as many slots as a hand has. */
final class Handlers {
    private static final Logger log = LoggerFactory.getLogger(Handlers.class);

    private final TaskHandler handler;
    private final int slots;
    private final Semaphore free;
    private final ExecutorService threads;

    Handlers(HandSettings settings, TaskHandler handler) {
        this.handler = handler;
        this.slots = settings.slots();
        this.free = new Semaphore(slots);
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(settings.group() + "-", 0).factory());
    }

    /** Whether so many slots became free in time; they are then the caller's, until they are used or given back. */
    boolean reserve(int count, Duration atMost) throws InterruptedException {
        return free.tryAcquire(count, atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Gives back slots that were reserved and not used. */
    void giveBack(int count) {
        free.release(count);
    }

    /** Handles the task in a slot that was reserved. */
    void handle(Delivery delivery) {
        threads.execute(() -> {
            try {
                handler.handle(delivery);
            } catch (RuntimeException e) {
                log.atError()
                        .addKeyValue("taskId", delivery.task().taskId())
                        .addKeyValue("bug", Bug.of(e))
                        .log("A handler broke");
            } finally {
                delivery.release();
                free.release();
            }
        });
    }

    int inProgress() {
        return slots - free.availablePermits();
    }

    /** Waits until no task is in progress. The caller reserves no slots meanwhile. */
    boolean awaitAll(Duration atMost) throws InterruptedException {
        if (!free.tryAcquire(slots, atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        free.release(slots);
        return true;
    }

    boolean isShutdown() {
        return threads.isShutdown();
    }

    /** Interrupts the tasks in progress. */
    void interrupt() {
        threads.shutdownNow();
    }

    /** Whether all threads have ended; call it after {@link #interrupt}. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
}
