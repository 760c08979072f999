package io.instancebus.benchmarks.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of the report. */
public record Row(
        String what, String unit, Series series, @Nullable Beside beside, List<Aim> aims) {
    public Row {
        aims = List.copyOf(aims);
    }

    /** A row without a comparison, which may have goals. */
    public static Row of(String what, String unit, Series series, Aim... aims) {
        return new Row(what, unit, series, null, List.of(aims));
    }

    public static Row beside(String what, String unit, Series series, String other, Series others, Aim... aims) {
        return new Row(what, unit, series, new Beside(other, others), List.of(aims));
    }

    @Nullable
    Series ratio() {
        return beside == null ? null : series.dividedBy(beside.series());
    }

    boolean reached(Aim aim) {
        return switch (aim.of()) {
            case FIGURE -> aim.holds(series.median());
            case RATIO -> ratio() instanceof Series ratio && aim.holds(ratio.median());
        };
    }
}
