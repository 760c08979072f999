package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.stand.GeneratedEvents;
import io.instancebus.benchmarks.stand.Postgres;
import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.schemas.BusConnection;
import io.instancebus.view.ViewConfig;
import java.nio.file.Path;
import java.util.List;

/** Measures the rebuild of the view from its events, in both databases. */
public final class Rebuild implements Measure {
    private static final String POSTGRESQL = "PostgreSQL";
    private static final String COPY = "COPY";
    private static final String SQLITE = "SQLite";
    private static final String UPSERT = "upsert";

    @Override
    public String name() {
        return "rebuild";
    }

    @Override
    public String title() {
        return "Rebuild of the view";
    }

    @Override
    public int seconds() {
        return 240;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        BusConnection bus = bench.broker().freshBus(8);
        bench.broker().createTopics(bus);
        Stopwatch writing = new Stopwatch();
        int events = GeneratedEvents.write(bus, bench.size(1_000_000, 20_000));
        bench.say("%,d events written in %.0f s", events, writing.seconds());
        Runs runs = new Runs();
        for (int run = 0; run < bench.runs(); run++) {
            postgresql(bench, bus, events, runs);
            sqlite(bench, bus, events, runs);
        }
        bench.broker().drop(bus);
        return result(bench, all, events, runs);
    }

    private Result result(Bench bench, Stopwatch all, int events, Runs runs) throws Exception {
        String count = "%,d".formatted(events);
        return bench.result(
                this,
                all.from(),
                "`StateProjector.rebuild` of " + count
                        + " events of the real decider (whole lives of instances, a thousand"
                        + " under way at any time, eight partitions) from opening the view to the last commit. Beside it"
                        + " one writer brings the same rows into the same empty tables, with their indexes: for PostgreSQL"
                        + " (fsync " + bench.postgres().setting("fsync")
                        + ") COPY from memory, one for each table; for SQLite"
                        + " prepared upserts in batches of 5,000, reading the rows not counted.",
                List.of(
                        Row.beside(
                                "rebuild of the view from " + count + " events, PostgreSQL",
                                "events/s",
                                runs.series(POSTGRESQL),
                                "COPY of the same rows",
                                runs.series(COPY),
                                Aim.ratioAtLeast(0.8)),
                        Row.beside(
                                "rebuild of the view from " + count + " events, SQLite",
                                "events/s",
                                runs.series(SQLITE),
                                "batched upsert of the same rows",
                                runs.series(UPSERT),
                                Aim.ratioAtLeast(0.8))),
                List.of(),
                List.of());
    }

    private static void postgresql(Bench bench, BusConnection bus, int events, Runs runs) throws Exception {
        Postgres postgres = bench.postgres();
        ViewConfig view = postgres.freshDatabase();
        ViewConfig other = postgres.freshDatabase();
        double seconds = rebuild(bus, view);
        double raw = new RawCopy(postgres).seconds(view, other);
        bench.say("PostgreSQL: %,.0f events/s, COPY %,.0f/s, %.2f", events / seconds, events / raw, raw / seconds);
        runs.add(POSTGRESQL, events / seconds);
        runs.add(COPY, events / raw);
        postgres.drop(view);
        postgres.drop(other);
    }

    private static void sqlite(Bench bench, BusConnection bus, int events, Runs runs) throws Exception {
        Path folder = bench.folder("sqlite");
        ViewConfig view = ViewConfig.sqlite(folder.resolve("view.db"));
        double seconds = rebuild(bus, view);
        double raw = new RawUpsert(view, ViewConfig.sqlite(folder.resolve("other.db"))).seconds();
        bench.say("SQLite: %,.0f events/s, upsert %,.0f/s, %.2f", events / seconds, events / raw, raw / seconds);
        runs.add(SQLITE, events / seconds);
        runs.add(UPSERT, events / raw);
        io.instancebus.benchmarks.stand.Folders.delete(folder);
    }

    private static double rebuild(BusConnection bus, ViewConfig view) {
        Stopwatch time = new Stopwatch();
        StateProjector.rebuild(StateProjectorConfig.of(bus, view), line -> {});
        return time.seconds();
    }
}
