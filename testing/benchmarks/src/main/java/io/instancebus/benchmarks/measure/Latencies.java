package io.instancebus.benchmarks.measure;

import java.util.Arrays;

/** Times in milliseconds, and what is said of them. Safe for many threads. */
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

    /** Of nearest rank: so large is the share of all that are no longer. NaN of none. */
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
