package io.instancebus.benchmarks.report;

import java.util.Locale;

/** Formats numbers for people, with three significant digits. */
final class Numbers {
    private Numbers() {}

    static String of(double value) {
        double size = Math.abs(value);
        if (size >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f", value);
    }

    /** The median, and the minimum and maximum if there are several figures. */
    static String of(Series series) {
        String median = of(series.median());
        return series.values().size() == 1
                ? median
                : median + " (" + of(series.least()) + " – " + of(series.most()) + ")";
    }
}
