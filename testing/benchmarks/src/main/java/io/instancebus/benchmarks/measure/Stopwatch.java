package io.instancebus.benchmarks.measure;

/** Seconds since it was made. */
final class Stopwatch {
    private final long from = System.nanoTime();

    double seconds() {
        return (System.nanoTime() - from) / 1e9;
    }

    long from() {
        return from;
    }
}
