package io.instancebus.benchmarks.stand;

import java.lang.management.ManagementFactory;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/** Measures what is live on this JVM's heap. */
public final class HeapPeak {
    /** Work that may throw. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    private HeapPeak() {}

    /** What is live, in bytes: it collects first. */
    public static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /**
     * The most that is live at once during the work, above what was live before it; a byte if that is less, because other
     * threads let go of more meanwhile.
     */
    public static double megabytes(Work work) throws Exception {
        long before = live();
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread.ofPlatform().name("heap-peak").start(task);
        long most = before;
        while (!task.isDone()) {
            most = Math.max(most, live());
            LockSupport.parkNanos(20_000_000);
        }
        task.get();
        return Math.max(1, most - before) / 1e6;
    }
}
