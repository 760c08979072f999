package io.instancebus.benchmarks.measure;

import java.util.Arrays;

/** Times in milliseconds, and their statistics. Thread-safe. */
final class Latencies {
    private double[] millis = new double[1024];
    private int size;

    synchronized void add(double value) {
        if (size == millis.length) {
            millis = Arrays.copyOf(millis, size * 2);
        }
        millis[size++] = value;
    }

    void since(long nanoTime) {
        add((System.nanoTime() - nanoTime) / 1e6);
    }

    synchronized int size() {
        return size;
    }

    /** The percentile by nearest rank for this share. NaN without a value. */
    synchronized double at(double share) {
        if (size == 0) {
            return Double.NaN;
        }
        double[] sorted = Arrays.copyOf(millis, size);
        Arrays.sort(sorted);
        return sorted[(int) Math.clamp(Math.ceil(share * size) - 1, 0, size - 1)];
    }

    double median() {
        return at(0.5);
    }

    double p99() {
        return at(0.99);
    }
}
