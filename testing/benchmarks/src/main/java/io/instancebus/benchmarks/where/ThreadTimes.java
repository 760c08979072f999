package io.instancebus.benchmarks.where;

import io.instancebus.benchmarks.report.Table;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the platform threads of this JVM do: the processor time that the system says each had, and for the rest their
 * states, sampled. A thread that could run and had no processor time waited for a processor. Virtual threads count for
 * the threads that carry them.
 */
final class ThreadTimes implements AutoCloseable {
    private static final long APART_NANOS = 100_000_000;
    private static final int DEPTH = 60;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What a thread does at a moment. */
    enum Doing {
        RUNNABLE,
        LOCK,
        IO,
        WAIT
    }

    /** The threads of one name, but for its numbers. */
    private static final class Group {
        private final Map<Long, long[]> cpu = new HashMap<>();
        private final Map<Doing, Integer> samples = new HashMap<>();
        private final Map<String, Integer> places = new HashMap<>();

        private int count() {
            return samples.values().stream().mapToInt(Integer::intValue).sum();
        }

        private double share(Doing doing) {
            return samples.getOrDefault(doing, 0) / (double) Math.max(1, count());
        }

        private double cpuNanos() {
            return cpu.values().stream().mapToLong(span -> span[1] - span[0]).sum();
        }
    }

    private final Map<String, Group> groups = new TreeMap<>();
    private final String prefix;
    private final long from = System.nanoTime();
    private final Thread sampler;
    private long to = from;
    private volatile boolean closed;

    private ThreadTimes(String prefix) {
        this.prefix = prefix;
        this.sampler = Thread.ofPlatform().name("thread-times").daemon().unstarted(this::sampleOnAndOn);
    }

    /** @param prefix what is left out of the names of threads */
    static ThreadTimes start(String prefix) {
        ThreadTimes times = new ThreadTimes(prefix);
        times.sampler.start();
        return times;
    }

    private void sampleOnAndOn() {
        while (!closed) {
            sample();
            LockSupport.parkNanos(APART_NANOS);
        }
    }

    private void sample() {
        for (ThreadInfo thread : THREADS.dumpAllThreads(false, false, DEPTH)) {
            if (thread.getThreadId() != Thread.currentThread().threadId()) {
                add(thread);
            }
        }
        to = System.nanoTime();
    }

    private void add(ThreadInfo thread) {
        Group group = groups.computeIfAbsent(name(thread.getThreadName()), unused -> new Group());
        long nanos = THREADS.getThreadCpuTime(thread.getThreadId());
        if (nanos >= 0) {
            group.cpu.computeIfAbsent(thread.getThreadId(), unused -> new long[] {nanos, nanos})[1] = nanos;
        }
        group.samples.merge(doing(thread), 1, Integer::sum);
        group.places.merge(place(thread.getStackTrace()), 1, Integer::sum);
    }

    private String name(String thread) {
        return thread.replace(prefix, "")
                .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "…")
                .replaceAll("\\d+", "#");
    }

    static Doing doing(ThreadInfo thread) {
        return switch (thread.getThreadState()) {
            case BLOCKED -> Doing.LOCK;
            case WAITING, TIMED_WAITING -> isLock(thread.getLockInfo()) ? Doing.LOCK : Doing.WAIT;
            case NEW, TERMINATED -> Doing.WAIT;
            case RUNNABLE -> isIo(thread.getStackTrace()) ? Doing.IO : Doing.RUNNABLE;
        };
    }

    /** A condition that is waited for is none, nor is a queue that is empty. */
    private static boolean isLock(@Nullable LockInfo waitedFor) {
        return waitedFor != null
                && (waitedFor.getClassName().contains("ReentrantLock$")
                        || waitedFor.getClassName().contains("ReentrantReadWriteLock$"));
    }

    /** In the system for the network or the disk; the JVM says of these that they could run. */
    private static boolean isIo(StackTraceElement[] stack) {
        if (stack.length == 0) {
            return false;
        }
        String type = stack[0].getClassName();
        return stack[0].isNativeMethod()
                && (type.startsWith("sun.nio.ch.") || type.startsWith("sun.nio.fs.") || type.startsWith("java.io."));
    }

    /** The innermost call that says something to who knows the services. */
    private static String place(StackTraceElement[] stack) {
        return Stream.of(stack)
                .filter(frame -> says(frame.getClassName()))
                .findFirst()
                .or(() -> Stream.of(stack).findFirst())
                .map(frame -> frame.getClassName()
                                .substring(frame.getClassName().lastIndexOf('.') + 1) + "." + frame.getMethodName())
                .orElse("");
    }

    private static boolean says(String type) {
        return type.startsWith("io.instancebus.") && !type.startsWith("io.instancebus.benchmarks.")
                || type.startsWith("org.apache.kafka.clients.producer.KafkaProducer")
                || type.startsWith("org.apache.kafka.clients.consumer.internals.ClassicKafkaConsumer")
                || type.startsWith("org.apache.kafka.clients.consumer.internals.AsyncKafkaConsumer")
                || type.startsWith("org.apache.kafka.clients.consumer.internals.ShareConsumerImpl")
                || type.startsWith("org.apache.kafka.streams.processor.internals.")
                || type.startsWith("kafka.server.")
                || type.startsWith("org.rocksdb.");
    }

    @Override
    public void close() {
        closed = true;
        try {
            sampler.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How large a part of a core threads of this name, but for numbers, had. */
    double cores(String name) {
        return groups.entrySet().stream()
                .filter(entry -> entry.getKey().contains(name))
                .mapToDouble(entry -> entry.getValue().cpuNanos() / (to - from))
                .sum();
    }

    /** After the end: the groups that had most processor time. */
    Table table(String title, int most) {
        return new Table(
                title,
                List.of("threads", "of a core", "on a core", "for a core", "lock", "I/O", "waits", "mostly in"),
                groups.entrySet().stream()
                        .sorted(Comparator.comparingDouble(
                                entry -> -entry.getValue().cpuNanos()))
                        .limit(most)
                        .map(entry -> row(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private List<String> row(String name, Group group) {
        int threads = Math.max(1, group.cpu.size());
        double on = group.cpuNanos() / (to - from) / threads;
        double ready = Math.max(0, group.share(Doing.RUNNABLE) - on);
        // What had a processor while it was taken for waiting or at work on the network is not counted twice.
        double rest = Math.max(0, 1 - on - ready);
        double others = Math.max(1e-9, 1 - group.share(Doing.RUNNABLE));
        return List.of(
                (threads > 1 ? threads + " × " : "") + name,
                percent(on * threads),
                percent(on),
                percent(ready),
                percent(rest * group.share(Doing.LOCK) / others),
                percent(rest * group.share(Doing.IO) / others),
                percent(rest * group.share(Doing.WAIT) / others),
                places(group));
    }

    private static String places(Group group) {
        return group.places.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(3)
                .map(entry -> entry.getKey() + " " + percent(entry.getValue() / (double) group.count()))
                .collect(Collectors.joining(", "));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
