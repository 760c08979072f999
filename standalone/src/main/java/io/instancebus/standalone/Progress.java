package io.instancebus.standalone;

import io.instancebus.service.Words;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Supplier;

/** Prints a line for each started part, with its address and the time that its start took. Thread-safe. */
final class Progress {
    private static final int WIDTH = 18;

    private final PrintStream out;
    private final long began = System.nanoTime();

    Progress(PrintStream out) {
        this.out = out;
    }

    /** Starts a part and prints the result; a failure at once, with the reason. */
    <T> T part(String name, Supplier<T> start, java.util.function.Function<T, String> where) {
        long from = System.nanoTime();
        String line = "  " + name + " " + ".".repeat(Math.max(3, WIDTH - name.length())) + " ";
        try {
            T part = start.get();
            out.println(line + where.apply(part) + " (" + seconds(from) + ")");
            return part;
        } catch (RuntimeException failure) {
            out.println(line + "failed: " + Words.of(failure));
            throw failure;
        }
    }

    void say(String line) {
        out.println(line);
    }

    String total() {
        return seconds(began);
    }

    private static String seconds(long from) {
        return "%.1f s".formatted(Duration.ofNanos(System.nanoTime() - from).toMillis() / 1000.0);
    }
}
