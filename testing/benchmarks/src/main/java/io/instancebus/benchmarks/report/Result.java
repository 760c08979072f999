package io.instancebus.benchmarks.report;

import java.time.Instant;
import java.util.List;

/**
 * The result of a measure.
 *
 * @param how the method, precise enough to repeat it
 * @param commit the commit that was measured
 * @param quick whether it was a quick run, whose figures have no meaning
 * @param seconds the duration of the measure
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
        List<Waterfall> waterfalls,
        List<Table> tables,
        List<String> notes) {
    public Result {
        rows = List.copyOf(rows);
        curves = List.copyOf(curves);
        waterfalls = List.copyOf(waterfalls);
        tables = List.copyOf(tables);
        notes = List.copyOf(notes);
    }
}
