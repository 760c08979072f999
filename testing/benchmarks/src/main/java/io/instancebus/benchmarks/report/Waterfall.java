package io.instancebus.benchmarks.report;

import java.util.List;

/** Steps one below the other, each as long as it takes and where it begins: who looks sees where the time goes. */
public record Waterfall(String name, String title, String unit, List<Bar> bars) {
    public Waterfall {
        bars = List.copyOf(bars);
    }

    /**
     * One step.
     *
     * @param of who takes it; bars of the same have one colour
     * @param from where the median begins
     * @param median how long it takes
     * @param high how long it takes at most in most cases; drawn as a thin line
     */
    public record Bar(String step, String of, double from, double median, double high) {}
}
