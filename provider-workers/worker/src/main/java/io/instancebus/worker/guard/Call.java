package io.instancebus.worker.guard;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call on another thread, for which a caller can wait in steps and which it can give up. */
public final class Call<T> {
    private final FutureTask<T> task;
    private volatile boolean ended;

    private Call(FutureTask<T> task) {
        this.task = task;
    }

    /** Makes the call on a virtual thread of its own. */
    public static <T> Call<T> begin(String name, Callable<T> callable) {
        return on(Thread.ofVirtual().name(name)::start, callable);
    }

    /** Makes the call on a thread of the executor; for adapters a platform thread. */
    static <T> Call<T> on(Executor executor, Callable<T> callable) {
        Call<T> call = new Call<>(new FutureTask<>(callable));
        executor.execute(call::run);
        return call;
    }

    private void run() {
        try {
            task.run();
        } finally {
            ended = true;
        }
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
        return !ended;
    }
}
