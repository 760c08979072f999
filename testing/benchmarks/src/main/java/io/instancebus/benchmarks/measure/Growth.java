package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Curve;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.List;

/** Measures the gain of more partitions and more workers on this machine. */
public final class Growth implements Measure {
    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String title() {
        return "Growth with partitions and workers";
    }

    @Override
    public int seconds() {
        return 300;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        int count = bench.size(20_000, 50);
        new Flow(bench, 2, 1).take(count, false);
        List<Curve.Point> byPartitions = new ArrayList<>();
        for (int partitions : bench.quick() ? new int[] {2} : new int[] {1, 2, 8, 24}) {
            byPartitions.add(point(bench, new Flow(bench, partitions, 1), partitions, "partitions", count));
        }
        List<Curve.Point> byWorkers = new ArrayList<>();
        for (int workers : bench.quick() ? new int[] {2} : new int[] {1, 2, 4}) {
            byWorkers.add(point(bench, new Flow(bench, 8, workers), workers, "workers", count));
        }
        return bench.result(
                this,
                all.from(),
                "%,d creates through the whole pipeline, as above, with one worker and a varying number of partitions, and"
                                .formatted(count)
                        + " with eight partitions and a varying number of workers, all in one JVM, one run each: on one machine"
                        + " they share its cores. Their sections show how reads and the restore grow with the number of"
                        + " instances.",
                List.of(
                        Row.of("creates/s by partitions (1 worker)", "creates/s", best(byPartitions)),
                        Row.of("creates/s by workers (8 partitions)", "creates/s", best(byWorkers))),
                List.of(
                        curve("growth-partitions", "Creates by partitions", "partitions", byPartitions),
                        curve("growth-workers", "Creates by workers", "workers", byWorkers)),
                List.of());
    }

    private static Series best(List<Curve.Point> points) {
        return points.stream()
                .map(Curve.Point::series)
                .reduce((one, other) -> one.median() >= other.median() ? one : other)
                .orElseThrow();
    }

    private static Curve curve(String name, String title, String across, List<Curve.Point> points) {
        return new Curve(name, title, across, "creates/s", false, List.of(new Curve.Line("whole pipeline", points)));
    }

    private static Curve.Point point(Bench bench, Flow flow, int at, String what, int count) throws Exception {
        Series series = Series.of(flow.take(count, false).progress().perSecond());
        bench.say("%d %s: %,.0f creates/s", at, what, series.median());
        return new Curve.Point(at, series);
    }
}
