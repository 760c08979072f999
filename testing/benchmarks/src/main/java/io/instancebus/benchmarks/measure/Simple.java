package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.stand.Creates;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.ManyInstances;
import io.instancebus.benchmarks.stand.Patience;
import io.instancebus.benchmarks.stand.Postgres;
import io.instancebus.benchmarks.stand.Services;
import io.instancebus.benchmarks.stand.SimpleService;
import io.instancebus.schemas.BusConnection;
import io.instancebus.view.ViewConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Measures what the design costs and gives, beside a simple service for the same work. */
public final class Simple implements Measure {
    /** The number of the embedded default. */
    private static final int PARTITIONS = 2;

    @Override
    public String name() {
        return "simple";
    }

    @Override
    public String title() {
        return "Beside a simple service";
    }

    @Override
    public int seconds() {
        return 60;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        int count = bench.size(10_000, 200);
        Runs runs = new Runs();
        ours(bench, bench.size(2_000, 50));
        for (int run = 0; run < bench.runs(); run++) {
            runs.add("ours", ours(bench, count));
            runs.add("simple", simple(bench, count));
        }
        bench.say(
                "%,.0f/s, simple %,.0f/s",
                runs.series("ours").median(), runs.series("simple").median());
        return bench.result(
                this,
                all.from(),
                "%,d creates published at once, until the row of each can be asked for (PostgreSQL). Here: command service and projector, which"
                                .formatted(count)
                        + " decide, number the events, keep history and the fate of each command, hand out the task, all of"
                        + " it exactly once. Beside it a loop that takes a command, upserts a row and inserts an event in one"
                        + " transaction for each message, publishes the event and waits for the broker; it keeps none of"
                        + " these promises and does nothing after that.",
                List.of(Row.beside(
                        "command in, event out, row queryable",
                        "commands/s",
                        runs.series("ours"),
                        "consumer loop, one transaction per message",
                        runs.series("simple"))),
                List.of(),
                List.of());
    }

    private static double ours(Bench bench, int count) throws Exception {
        BusConnection bus = bench.broker().freshBus(PARTITIONS);
        bench.broker().createTopics(bus);
        ViewConfig view = bench.postgres().freshDatabase();
        Path folder = bench.folder("simple");
        double rate;
        try (Services services = new Services(bus, folder).commandService().projector(view)) {
            rate = perSecond(bus, view, count);
        }
        bench.broker().drop(bus);
        bench.postgres().drop(view);
        Folders.delete(folder);
        return rate;
    }

    private static double simple(Bench bench, int count) throws Exception {
        BusConnection bus = bench.broker().freshBus(PARTITIONS);
        bench.broker().createTopics(bus);
        Postgres postgres = bench.postgres();
        ViewConfig view = postgres.freshDatabase();
        double rate;
        try (SimpleService service = SimpleService.start(bus, postgres.connect(view));
                Creates first = new Creates(bus, 100)) {
            first.publish();
            awaitRows(view, 100);
            rate = perSecond(bus, view, count);
        }
        bench.broker().drop(bus);
        postgres.drop(view);
        return rate;
    }

    private static double perSecond(BusConnection bus, ViewConfig view, int count) throws Exception {
        int before = rows(view);
        try (Creates creates = new Creates(bus, count)) {
            Stopwatch time = new Stopwatch();
            creates.publish();
            awaitRows(view, before + count);
            return count / time.seconds();
        }
    }

    private static void awaitRows(ViewConfig view, int count) throws SQLException {
        try (Connection connection = ManyInstances.connect(view);
                PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM instances")) {
            Patience.<SQLException>await("the row of each command", () -> {
                try (ResultSet row = select.executeQuery()) {
                    return row.next() && row.getInt(1) >= count;
                }
            });
        }
    }

    private static int rows(ViewConfig view) throws SQLException {
        try (Connection connection = ManyInstances.connect(view);
                PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM instances");
                ResultSet row = select.executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
        }
    }
}
