package io.instancebus.benchmarks.report;

import java.util.Arrays;

/** Times in milliseconds, and their statistics. Thread-safe. */
public final class Latencies {
    private double[] millis = new double[1024];
    private int size;

    public synchronized void add(double value) {
        if (size == millis.length) {
            millis = Arrays.copyOf(millis, size * 2);
        }
        millis[size++] = value;
    }

    public void since(long nanoTime) {
        add((System.nanoTime() - nanoTime) / 1e6);
    }

    public synchronized int size() {
        return size;
    }

    /** The percentile by nearest rank for this share. NaN without a value. */
    public synchronized double at(double share) {
        if (size == 0) {
            return Double.NaN;
        }
        double[] sorted = Arrays.copyOf(millis, size);
        Arrays.sort(sorted);
        return sorted[(int) Math.clamp(Math.ceil(share * size) - 1, 0, size - 1)];
    }

    public double median() {
        return at(0.5);
    }

    public double p99() {
        return at(0.99);
    }
}
