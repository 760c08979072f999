package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of several runs, by name. */
final class Runs {
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    void add(String name, double value) {
        values.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
    }

    Series series(String name) {
        List<Double> found = values.get(name);
        if (found == null) {
            throw new IllegalArgumentException("nothing was measured as " + name);
        }
        return new Series(found);
    }
}
