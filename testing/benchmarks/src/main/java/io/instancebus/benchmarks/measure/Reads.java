package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Curve;
import io.instancebus.benchmarks.report.Latencies;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.report.Series;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.ManyInstances;
import io.instancebus.gateway.Gateway;
import io.instancebus.gateway.GatewayConfig;
import io.instancebus.view.ViewConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Measures queries to the view over HTTP, with few and with many instances. */
public final class Reads implements Measure {
    private static final List<String> DATABASES = List.of("PostgreSQL", "SQLite");

    /** Without our indexes some questions take a third of a second each. */
    private static final double LONGEST_SQL = 10;

    @Override
    public String name() {
        return "reads";
    }

    @Override
    public String title() {
        return "Reads over HTTP";
    }

    @Override
    public int seconds() {
        return 120;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        Runs runs = new Runs();
        List<Integer> sizes = bench.quick() ? List.of(100, 1_000) : List.of(1_000, 10_000, 100_000, 1_000_000);
        for (int size : sizes) {
            for (String database : DATABASES) {
                ask(bench, runs, database, size);
            }
        }
        int least = sizes.getFirst();
        int most = sizes.getLast();
        List<Row> rows = new ArrayList<>();
        for (String database : DATABASES) {
            for (Question question : Question.values()) {
                rows.add(against(runs, database, question, most));
                rows.add(flat(runs, database, question, least, most));
            }
        }
        return bench.result(
                this,
                all.from(),
                ("One caller over one kept connection asks the gateway, %,d times each, after a warm-up; beside it, for"
                                        + " %.0f seconds at most, the same")
                                .formatted(bench.size(2_000, 50), LONGEST_SQL)
                        + " question by plain JDBC, a prepared statement that reads all columns of all its rows. Nine of"
                        + " ten instances are RUNNING, sixty are in ERROR whatever their number: a page by that state must"
                        + " not walk through all the others. One of ten accounts has none that runs. Pages are as full in"
                        + " a small view as in a large one.",
                rows,
                DATABASES.stream().map(database -> curve(runs, database, sizes)).toList(),
                List.of());
    }

    private static Row against(Runs runs, String database, Question question, int size) {
        return Row.beside(
                "%s, %s, p99 at %,d instances".formatted(question.words(), database, size),
                "ms",
                runs.series(key("http", database, question, size)),
                "plain JDBC",
                runs.series(key("sql", database, question, size)),
                Aim.atMost(question == Question.ACCOUNT ? 2 : 5));
    }

    private static Row flat(Runs runs, String database, Question question, int least, int most) {
        return Row.beside(
                "%s, %s, median at %,d instances".formatted(question.words(), database, most),
                "ms",
                runs.series(key("median", database, question, most)),
                "at %,d".formatted(least),
                runs.series(key("median", database, question, least)),
                Aim.ratioAtMost(1.5));
    }

    private static Curve curve(Runs runs, String database, List<Integer> sizes) {
        List<Curve.Line> lines = new ArrayList<>();
        for (Question question : Question.values()) {
            lines.add(new Curve.Line(
                    question.words(),
                    sizes.stream()
                            .map(size -> new Curve.Point(size, runs.series(key("http", database, question, size))))
                            .toList()));
        }
        return new Curve(
                "reads-" + database.toLowerCase(java.util.Locale.ROOT),
                "Reads over HTTP, p99, " + database,
                "instances",
                "ms",
                true,
                lines);
    }

    private static String key(String how, String database, Question question, int size) {
        return how + " " + database + " " + question + " " + size;
    }

    private static void ask(Bench bench, Runs runs, String database, int size) throws Exception {
        Path folder = bench.folder("reads");
        boolean sqlite = database.equals("SQLite");
        ViewConfig view = sqlite
                ? ViewConfig.sqlite(folder.resolve("view.db"))
                : bench.postgres().freshDatabase();
        ManyInstances.fill(view, size);
        int times = bench.size(2_000, 50);
        try (Gateway gateway =
                        Gateway.start(GatewayConfig.at(bench.broker().freshBus(8), view, "127.0.0.1", 0), List.of());
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                Connection connection = ManyInstances.connect(view)) {
            for (Question question : Question.values()) {
                overHttp(client, gateway.address(), question, size, times);
                overSql(connection, question, size, times / 4);
                for (int run = 0; run < bench.runs(); run++) {
                    Latencies http = overHttp(client, gateway.address(), question, size, times);
                    Latencies sql = overSql(connection, question, size, times);
                    runs.add(key("http", database, question, size), http.p99());
                    runs.add(key("median", database, question, size), http.median());
                    runs.add(key("sql", database, question, size), sql.p99());
                }
                Series p99 = runs.series(key("http", database, question, size));
                bench.say(
                        "%s, %,d instances, %s: median %.2f ms, p99 %.2f ms",
                        database,
                        size,
                        question.words(),
                        runs.series(key("median", database, question, size)).median(),
                        p99.median());
            }
        }
        if (!sqlite) {
            bench.postgres().drop(view);
        }
        Folders.delete(folder);
    }

    private static Latencies overHttp(HttpClient client, String address, Question question, int size, int times)
            throws Exception {
        Random random = new Random(size);
        Latencies latencies = new Latencies();
        for (int time = 0; time < times; time++) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(address + question.path(Question.any(random, size))))
                    .build();
            long from = System.nanoTime();
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            latencies.since(from);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(request.uri() + " answered " + answer.statusCode() + ": "
                        + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return latencies;
    }

    private static Latencies overSql(Connection connection, Question question, int size, int times)
            throws SQLException {
        Random random = new Random(size);
        Latencies latencies = new Latencies();
        try (PreparedStatement select = connection.prepareStatement(question.sql())) {
            Stopwatch all = new Stopwatch();
            for (int time = 0; time < times && all.seconds() < LONGEST_SQL; time++) {
                List<String> values = question.values(Question.any(random, size));
                long from = System.nanoTime();
                for (int index = 0; index < values.size(); index++) {
                    select.setString(index + 1, values.get(index));
                }
                readAll(select);
                latencies.since(from);
            }
        }
        return latencies;
    }

    private static void readAll(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int column = 1; column <= columns; column++) {
                    rows.getObject(column);
                }
            }
        }
    }
}
