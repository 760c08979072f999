package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Curve;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.List;

/** Measures what more partitions, workers and live instances make of the flow on this machine. */
public final class Growth implements Measure {
    private static final String CREATES = "creates/s";

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String title() {
        return "Growth with partitions, workers and instances";
    }

    @Override
    public int seconds() {
        return 600;
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
        List<Curve.Point> byLive = new ArrayList<>();
        List<Curve.Point> heaps = new ArrayList<>();
        for (int live : bench.quick() ? new int[] {100} : new int[] {1_000, 100_000, 1_000_000}) {
            Flow.Taken taken = new Flow(bench, 8, 1).amid(live).take(count, false);
            bench.say(
                    "%,d live: %,.0f creates/s, %,.0f MB",
                    live, taken.progress().perSecond(), taken.heap());
            byLive.add(new Curve.Point(live, Series.of(taken.progress().perSecond())));
            heaps.add(new Curve.Point(live, Series.of(taken.heap())));
        }
        return bench.result(
                this,
                all.from(),
                "%,d creates through the whole pipeline, as above, with one worker and a varying number of partitions, and"
                                .formatted(count)
                        + " with eight partitions and a varying number of workers, all in one JVM, one run each: on one machine"
                        + " they share its cores; and with eight partitions and one worker on a bus and a view that have"
                        + " 1,000 to 1,000,000 running instances of another account. The heap is what is in use after a"
                        + " collection, of services, broker and load. Their sections show how reads and the restore grow"
                        + " with the number of instances.",
                List.of(
                        Row.beside(
                                "creates/s with the most partitions (1 worker)",
                                CREATES,
                                last(byPartitions),
                                "with the best number",
                                best(byPartitions),
                                Aim.ratioAtLeast(2.0 / 3)),
                        Row.beside(
                                "creates/s with the most workers (8 partitions)",
                                CREATES,
                                last(byWorkers),
                                "with the best number",
                                best(byWorkers),
                                Aim.ratioAtLeast(2.0 / 3)),
                        Row.beside(
                                "creates/s amid the most instances",
                                CREATES,
                                last(byLive),
                                "amid the best number",
                                best(byLive),
                                Aim.ratioAtLeast(2.0 / 3)),
                        Row.beside("heap amid the most instances", "MB", last(heaps), "amid the fewest", first(heaps))),
                List.of(
                        curve("growth-partitions", "Creates by partitions", "partitions", CREATES, false, byPartitions),
                        curve("growth-workers", "Creates by workers", "workers", CREATES, false, byWorkers),
                        curve("growth-live", "Creates by live instances", "instances", CREATES, true, byLive),
                        curve("growth-heap", "Heap by live instances", "instances", "MB", true, heaps)),
                List.of());
    }

    private static Series best(List<Curve.Point> points) {
        return points.stream()
                .map(Curve.Point::series)
                .reduce((one, other) -> one.median() >= other.median() ? one : other)
                .orElseThrow();
    }

    private static Series first(List<Curve.Point> points) {
        return points.getFirst().series();
    }

    private static Series last(List<Curve.Point> points) {
        return points.getLast().series();
    }

    private static Curve curve(
            String name, String title, String across, String up, boolean logarithmic, List<Curve.Point> points) {
        return new Curve(name, title, across, up, logarithmic, List.of(new Curve.Line("whole pipeline", points)));
    }

    private static Curve.Point point(Bench bench, Flow flow, int at, String what, int count) throws Exception {
        Series series = Series.of(flow.take(count, false).progress().perSecond());
        bench.say("%d %s: %,.0f creates/s", at, what, series.median());
        return new Curve.Point(at, series);
    }
}
