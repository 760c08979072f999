package io.instancebus.fuzzing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Reads inputs, and fails those that use too much of the thread's resources. It measures processor time instead of
 * elapsed time, so that a busy machine does not fail an input. The thread's stack bounds the depth.
 */
final class Bounds {
    private static final Duration MOST_TIME = Duration.ofSeconds(1);
    private static final long MOST_BYTES = 64 << 20;
    private static final long MOST_BYTES_PER_BYTE = 1_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final FuzzTarget target;

    private Bounds(FuzzTarget target) {
        this.target = target;
    }

    /** Reads the seeds first, so that loading classes and opening databases counts for no input. */
    static Bounds of(FuzzTarget target) throws Exception {
        for (byte[] seed : target.seeds()) {
            target.read(seed);
        }
        return new Bounds(target);
    }

    /**
     * @throws AssertionError if reading takes more than a second of processor time, or more memory than 64 MiB and
     *     1,000 times the input
     */
    void read(byte[] input) throws Exception {
        if (!within(measured(input), input)) {
            // It may have been the first to load some classes, which a fuzzer instruments.
            Use again = measured(input);
            if (!within(again, input)) {
                throw new AssertionError("reading " + input.length + " bytes took " + again.time()
                        + " of the processor and " + again.bytes() + " bytes of memory");
            }
        }
    }

    private record Use(Duration time, long bytes) {}

    private Use measured(byte[] input) throws Exception {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        target.read(input);
        return new Use(
                Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - nanos),
                THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }

    private static boolean within(Use use, byte[] input) {
        return use.time().compareTo(MOST_TIME) <= 0 && use.bytes() <= MOST_BYTES + MOST_BYTES_PER_BYTE * input.length;
    }
}
