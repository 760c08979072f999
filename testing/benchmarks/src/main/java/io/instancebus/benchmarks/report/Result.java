package io.instancebus.benchmarks.report;

import java.time.Instant;
import java.util.List;

/**
 * What a measure found.
 *
 * @param how what was done, so that someone could do it again
 * @param commit of what was measured
 * @param quick whether it was a smoke run, whose figures say nothing
 * @param seconds how long the measure took
 */
public record Result(
        String measure,
        String title,
        String how,
        Instant at,
        String commit,
        boolean quick,
        double seconds,
        List<Row> rows,
        List<Curve> curves,
        List<String> notes) {
    public Result {
        rows = List.copyOf(rows);
        curves = List.copyOf(curves);
        notes = List.copyOf(notes);
    }
}
