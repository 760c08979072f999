package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.stand.GeneratedEvents;
import io.instancebus.benchmarks.stand.Patience;
import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.schemas.BusConnection;
import io.instancebus.view.ViewConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Measures the gain of a second projector of the same view. */
public final class Projectors implements Measure {
    @Override
    public String name() {
        return "projectors";
    }

    @Override
    public String title() {
        return "Two projectors beside one";
    }

    @Override
    public int seconds() {
        return 110;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        BusConnection bus = bench.broker().freshBus(8);
        bench.broker().createTopics(bus);
        int events = GeneratedEvents.write(bus, bench.size(500_000, 20_000));
        perSecond(bench, bus, events, 1);
        Runs runs = new Runs();
        for (int run = 0; run < bench.runs(); run++) {
            double one = perSecond(bench, bus, events, 1);
            double two = perSecond(bench, bus, events, 2);
            bench.say("one %,.0f events/s, two %,.0f", one, two);
            runs.add("one", one);
            runs.add("two", two);
        }
        bench.broker().drop(bus);
        return bench.result(
                this,
                all.from(),
                "Projectors of one view in PostgreSQL follow %,d events from the beginning, as members of one group;"
                                .formatted(events)
                        + " counted from a tenth of the way, when all have joined, to the end. Projectors, broker and"
                        + " database share the machine's cores: with two cores a second projector can only use what the"
                        + " first left idle.",
                List.of(Row.beside(
                        "two projectors",
                        "events/s",
                        runs.series("two"),
                        "one",
                        runs.series("one"),
                        Aim.ratioAtLeast(1.5))),
                List.of(),
                List.of());
    }

    private static double perSecond(Bench bench, BusConnection bus, int events, int count) throws Exception {
        ViewConfig view = bench.postgres().freshDatabase();
        List<StateProjector> projectors = new ArrayList<>();
        try (Connection connection = bench.postgres().connect(view)) {
            for (int number = 0; number < count; number++) {
                projectors.add(StateProjector.start(StateProjectorConfig.of(bus, view)));
            }
            try (PreparedStatement passed = connection.prepareStatement(
                    "SELECT coalesce(sum(next_offset), 0) FROM positions WHERE topic LIKE '%events'")) {
                Patience.<SQLException>await("a tenth", () -> of(passed) >= events / 10);
                long from = of(passed);
                Stopwatch time = new Stopwatch();
                Patience.<SQLException>await("the end", () -> of(passed) >= events);
                return (events - from) / time.seconds();
            }
        } finally {
            projectors.forEach(StateProjector::close);
            bench.postgres().drop(view);
        }
    }

    private static long of(PreparedStatement passed) throws SQLException {
        try (ResultSet row = passed.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
