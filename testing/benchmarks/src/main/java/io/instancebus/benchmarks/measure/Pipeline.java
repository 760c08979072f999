package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.stand.Broker;
import io.instancebus.benchmarks.stand.Creates;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.Listener;
import io.instancebus.benchmarks.stand.PassThrough;
import io.instancebus.benchmarks.stand.Patience;
import io.instancebus.benchmarks.stand.RawHand;
import io.instancebus.benchmarks.stand.Services;
import io.instancebus.benchmarks.stand.Written;
import io.instancebus.benchmarks.where.Load;
import io.instancebus.benchmarks.where.WithoutSightings;
import io.instancebus.schemas.BusConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** Measures creates through all services, and through each stage alone. */
public final class Pipeline implements Measure {
    /** The number of the embedded default. */
    private static final int PARTITIONS = 2;

    private static final int MOST_WARM_UPS = 5;

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public String title() {
        return "Creates through the whole pipeline";
    }

    @Override
    public int seconds() {
        return 500;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        Runs runs = new Runs();
        Flow flow = new Flow(bench, PARTITIONS, 1);
        int count = bench.size(60_000, 100);
        if (!bench.quick()) {
            warmUp(bench, flow);
        }
        for (int run = 0; run < bench.runs(); run++) {
            whole(bench, flow, count, runs);
            observed(bench, count, runs);
            stages(bench, bench.size(20_000, 200), runs);
        }
        String creates = "%,d".formatted(count);
        return bench.result(
                this,
                all.from(),
                creates
                        + " creates, at most %,d of them under way, until all are RUNNING in the view (PostgreSQL);"
                                .formatted(Load.Full.ENOUGH)
                        + " the middle 80 % count:"
                        + " command service, one worker with a sandbox whose delays are zero, projector, broker and load in"
                        + " one JVM, the database beside it. COPY brings the same rows into empty tables; raw produce sends"
                        + " all records of all topics once more, including changelogs. Each stage alone processes a backlog of "
                        + "%,d".formatted(bench.size(20_000, 200))
                        + ": the command service beside a pass-through that writes as many records for each command, a"
                        + " worker beside a bare share consumer that answers each task with a record. The projector's"
                        + " stage is the rebuild, below.",
                List.of(
                        Row.beside(
                                "creates through the whole pipeline to RUNNING in the view",
                                "creates/s",
                                runs.series("whole"),
                                "COPY of the same rows",
                                runs.series("copy"),
                                Aim.ratioAtLeast(3_500.0 / 15_000)),
                        Row.of(
                                "processor time of each, broker and load included",
                                "ms",
                                runs.series("cpu"),
                                Aim.atMost(0.4)),
                        Row.beside(
                                "the same, if no answer to a create shows the machine, so that each has to be observed",
                                "creates/s",
                                runs.series("observed"),
                                "COPY of the same rows",
                                runs.series("copy")),
                        Row.of("processor time of each that is observed", "ms", runs.series("cpu-observed")),
                        Row.beside(
                                "creates through the whole pipeline to RUNNING in the view",
                                "creates/s",
                                runs.series("whole"),
                                "raw produce of the same records",
                                runs.series("produce")),
                        Row.beside(
                                "stage: command service, commands to accepted events and tasks",
                                "creates/s",
                                runs.series("commands"),
                                "exactly-once pass-through of as many records",
                                runs.series("pass"),
                                Aim.ratioAtLeast(0.5)),
                        Row.beside(
                                "stage: worker, tasks to reports",
                                "creates/s",
                                runs.series("tasks"),
                                "bare share consumer",
                                runs.series("hand"),
                                Aim.ratioAtLeast(0.5))),
                List.of(),
                List.of());
    }

    /** Until a run is hardly faster than the one before: a cold run mostly measures the compiler. */
    private static void warmUp(Bench bench, Flow flow) throws Exception {
        double before = 0;
        double perSecond = 0;
        for (int run = 0; run < MOST_WARM_UPS && perSecond >= 1.1 * before; run++) {
            before = perSecond;
            perSecond = flow.take(12_000, false).progress().perSecond();
            bench.say("warm-up: %,.0f creates/s", perSecond);
        }
    }

    private static void whole(Bench bench, Flow flow, int count, Runs runs) throws Exception {
        Flow.Taken taken = flow.take(count, true);
        bench.say(
                "whole: %,.0f creates/s, %.2f ms of processor time each; COPY %,.0f, produce %,.0f",
                taken.progress().perSecond(),
                taken.progress().cpuMillis(),
                count / taken.copySeconds(),
                count / taken.produceSeconds());
        runs.add("whole", taken.progress().perSecond());
        runs.add("copy", count / taken.copySeconds());
        runs.add("produce", count / taken.produceSeconds());
        runs.add("cpu", taken.progress().cpuMillis());
    }

    private static void observed(Bench bench, int count, Runs runs) throws Exception {
        Flow.Taken taken =
                new Flow(bench, PARTITIONS, 1).around(WithoutSightings::of).take(count, false);
        bench.say("whole, each observed: %,.0f creates/s", taken.progress().perSecond());
        runs.add("observed", taken.progress().perSecond());
        runs.add("cpu-observed", taken.progress().cpuMillis());
    }

    private static void stages(Bench bench, int count, Runs runs) throws Exception {
        BusConnection bus = bench.broker().freshBus(PARTITIONS);
        bench.broker().createTopics(bus);
        Path folder = bench.folder("stages");
        try (Creates creates = new Creates(bus, count)) {
            creates.publish();
        }
        Services services = new Services(bus, folder);
        double seconds =
                until(bus, Broker.topics(bus).events(), "CommandAccepted", count, services::commandService, services);
        runs.add("commands", count / seconds);
        int copies =
                Math.max(1, Math.round((float) Written.on(bench.broker(), bus).records() / count) - 1);
        Services workers = new Services(bus, folder);
        double working = until(bus, Broker.topics(bus).reports(), "", count, workers::worker, workers);
        runs.add("tasks", count / working);
        double hand = RawHand.seconds(bench.broker(), bus, count);
        runs.add("hand", count / hand);
        bench.broker().drop(bus);
        double pass = pass(bench, count, copies);
        runs.add("pass", count / pass);
        bench.say(
                "stages: command service %,.0f/s, pass-through of %d records each %,.0f/s; worker %,.0f/s, raw %,.0f/s",
                count / seconds, copies, count / pass, count / working, count / hand);
        Folders.delete(folder);
    }

    private static double pass(Bench bench, int count, int copies) throws Exception {
        BusConnection bus = bench.broker().freshBus(PARTITIONS);
        bench.broker().createTopics(bus);
        try (Creates creates = new Creates(bus, count)) {
            creates.publish();
        }
        Services names = new Services(bus, bench.folder("pass"));
        PassThrough[] pass = new PassThrough[1];
        double seconds = until(
                bus,
                Broker.topics(bus).events(),
                "",
                count * copies,
                () -> pass[0] = PassThrough.start(bus, names.commandServiceConfig(), copies),
                () -> pass[0].close());
        bench.broker().drop(bus);
        return seconds;
    }

    /** The time from the first to the last of this many records of a type, which excludes the start of the service. */
    private static double until(
            BusConnection bus, String topic, String type, int count, Runnable start, AutoCloseable stop)
            throws Exception {
        AtomicLong seen = new AtomicLong();
        AtomicLong first = new AtomicLong();
        AtomicLong last = new AtomicLong();
        try (Listener listener = new Listener(bus, topic, record -> {
                    if (type.isEmpty() || Listener.type(record).equals(type)) {
                        first.compareAndSet(0, System.nanoTime());
                        last.set(System.nanoTime());
                        seen.incrementAndGet();
                    }
                });
                AutoCloseable closing = Objects.requireNonNull(stop)) {
            start.run();
            Patience.await("the work of the stage", () -> seen.get() >= count);
        }
        return (last.get() - first.get()) / 1e9;
    }
}
