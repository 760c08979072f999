package io.instancebus.worker.guard;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call on a virtual thread of its own, for which a caller can wait in steps and which it can give up. */
public final class Call<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private Call(FutureTask<T> task, Thread thread) {
        this.task = task;
        this.thread = thread;
    }

    public static <T> Call<T> begin(String name, Callable<T> callable) {
        FutureTask<T> task = new FutureTask<>(callable);
        return new Call<>(task, Thread.ofVirtual().name(name).start(task));
    }

    /** The result, if it comes in time. An exception of the call is the cause of the ExecutionException. */
    public Optional<T> within(Duration duration) throws ExecutionException, InterruptedException {
        try {
            return Optional.of(task.get(Math.max(0, duration.toNanos()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }

    /** Interrupts the call; its result is no longer needed. */
    public void giveUp() {
        task.cancel(true);
    }

    /** Whether the call has not ended, even if it was given up. */
    boolean running() {
        return thread.isAlive();
    }
}
