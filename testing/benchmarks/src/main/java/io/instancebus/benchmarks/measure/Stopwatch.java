package io.instancebus.benchmarks.measure;

/** Measures the seconds since its creation. */
final class Stopwatch {
    private final long from = System.nanoTime();

    double seconds() {
        return (System.nanoTime() - from) / 1e9;
    }

    long from() {
        return from;
    }
}
