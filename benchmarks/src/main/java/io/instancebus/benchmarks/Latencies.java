package io.instancebus.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times in milliseconds, and what is said of them. Safe for many threads. */
final class Latencies {
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());

    void add(double value) {
        millis.add(value);
    }

    int size() {
        return millis.size();
    }

    double median() {
        return at(0.5);
    }

    private double at(double share) {
        synchronized (millis) {
            if (millis.isEmpty()) {
                return Double.NaN;
            }
            List<Double> sorted = new ArrayList<>(millis);
            Collections.sort(sorted);
            return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
        }
    }

    @Override
    public String toString() {
        return "median %.1f ms, p99 %.1f ms, longest %.1f ms, of %d".formatted(median(), at(0.99), at(1), size());
    }
}
