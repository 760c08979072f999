package io.instancebus.benchmarks.report;

/** The goal for a figure, or for its ratio to the figure beside it. */
public record Aim(Of of, Bound bound, double limit) {
    /** The goal's subject. */
    public enum Of {
        FIGURE,
        RATIO
    }

    /** The side of the limit that meets the goal. */
    public enum Bound {
        AT_MOST,
        AT_LEAST
    }

    public static Aim ratioAtMost(double limit) {
        return new Aim(Of.RATIO, Bound.AT_MOST, limit);
    }

    public static Aim ratioAtLeast(double limit) {
        return new Aim(Of.RATIO, Bound.AT_LEAST, limit);
    }

    public static Aim atMost(double limit) {
        return new Aim(Of.FIGURE, Bound.AT_MOST, limit);
    }

    public static Aim atLeast(double limit) {
        return new Aim(Of.FIGURE, Bound.AT_LEAST, limit);
    }

    boolean holds(double value) {
        return switch (bound) {
            case AT_MOST -> value <= limit;
            case AT_LEAST -> value >= limit;
        };
    }

    String words(String unit) {
        String sign = bound == Bound.AT_MOST ? "≤ " : "≥ ";
        return sign + Numbers.of(limit) + (of == Of.RATIO ? " ×" : unit.isEmpty() ? "" : " " + unit);
    }
}
