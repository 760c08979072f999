package io.instancebus.benchmarks.report;

import java.util.List;

/** The figures of several runs of one measurement; at least one. */
public record Series(List<Double> values) {
    public Series {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a series must have a figure");
        }
    }

    public static Series of(double... values) {
        return new Series(java.util.Arrays.stream(values).boxed().toList());
    }

    public double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double least() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    public double most() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** The quotient for each run if both have the same number of runs, otherwise of the medians. */
    public Series dividedBy(Series other) {
        if (values.size() != other.values.size()) {
            return of(median() / other.median());
        }
        return new Series(java.util.stream.IntStream.range(0, values.size())
                .mapToObj(run -> values.get(run) / other.values.get(run))
                .toList());
    }
}
