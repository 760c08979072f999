package io.instancebus.benchmarks.where;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The use of the machine's processors by all processes, and the part of this JVM's compiler and collector. */
record Processors(long busy, long idle, long disk, long compiler, long collector) {
    private static final Path TASKS = Path.of("/proc/self/task");

    /** In ticks since the start; all zero on a system that does not say so. */
    static Processors now() {
        try {
            String[] ticks =
                    Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
            long idle = Long.parseLong(ticks[4]);
            long disk = Long.parseLong(ticks[5]);
            long all =
                    Stream.of(ticks).skip(1).limit(8).mapToLong(Long::parseLong).sum();
            return new Processors(
                    all - idle - disk,
                    idle,
                    disk,
                    ticks(List.of("C1 CompilerThre", "C2 CompilerThre")),
                    ticks(List.of("VM Thread", "GC Thread")));
        } catch (IOException | NumberFormatException notThisKindOfSystem) {
            return new Processors(0, 0, 0, 0, 0);
        }
    }

    private static long ticks(List<String> names) throws IOException {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return tasks.mapToLong(task -> ticks(task, names)).sum();
        }
    }

    private static long ticks(Path task, List<String> names) {
        try {
            String stat = Files.readString(task.resolve("stat"));
            String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
            String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return names.stream().anyMatch(name::startsWith) ? Long.parseLong(rest[11]) + Long.parseLong(rest[12]) : 0;
        } catch (IOException ended) {
            return 0;
        }
    }

    Processors since(Processors before) {
        return new Processors(
                busy - before.busy,
                idle - before.idle,
                disk - before.disk,
                compiler - before.compiler,
                collector - before.collector);
    }

    /** @param own the processor seconds of this JVM. A tick is taken for 10 ms, as on every usual Linux. */
    String words(double seconds, double own) {
        double all = Math.max(1, busy + idle + disk);
        return String.format(
                Locale.ROOT,
                "processors of the machine %.0f %% busy, %.0f %% idle, %.0f %% waiting for the disk; this JVM had %.2f"
                        + " cores, of which its compiler %.2f and its collector %.2f",
                100 * busy / all,
                100 * idle / all,
                100 * disk / all,
                own / seconds,
                compiler / 100.0 / seconds,
                collector / 100.0 / seconds);
    }
}
