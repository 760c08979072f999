package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Curve;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.report.Series;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.HeapPeak;
import io.instancebus.benchmarks.stand.ManyInstances;
import io.instancebus.benchmarks.stand.RawList;
import io.instancebus.gateway.Gateway;
import io.instancebus.gateway.GatewayConfig;
import io.instancebus.view.ViewConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** Streams all instances of a view over HTTP. */
public final class Lists implements Measure {
    private static final List<String> DATABASES = List.of("PostgreSQL", "SQLite");
    private static final int AIMED_AT = 10_000;

    @Override
    public String name() {
        return "list";
    }

    @Override
    public String title() {
        return "Lists as a stream";
    }

    @Override
    public int seconds() {
        return 60;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        Runs runs = new Runs();
        List<Integer> sizes = bench.quick() ? List.of(100, 1_000) : List.of(1_000, AIMED_AT, 100_000);
        for (int size : sizes) {
            for (String database : DATABASES) {
                list(bench, runs, database, size);
            }
        }
        List<Row> rows = new ArrayList<>();
        for (String database : DATABASES) {
            rows.addAll(rows(runs, database, sizes));
        }
        return bench.result(
                this,
                all.from(),
                "One caller over one kept connection reads GET /v1/instances as lines to its end and counts them, after a"
                        + " warm-up. Beside it in turn: PostgreSQL's COPY TO STDOUT of the same rows as JSON that the"
                        + " database makes, through the same driver; for SQLite a plain JDBC read of all columns. Small"
                        + " lists are read several times for one figure. Processor time is that of this JVM, which is"
                        + " gateway and caller; the database's own is not in it, but SQLite runs in this JVM. The peak of"
                        + " the heap is the most that was live while a list was read, as collections during the read find"
                        + " it, above what was live before.",
                rows,
                List.of(curve(runs, sizes)),
                List.of());
    }

    private static List<Row> rows(Runs runs, String database, List<Integer> sizes) {
        String beside = database.equals("SQLite") ? "plain JDBC" : "COPY TO STDOUT as JSON";
        List<Row> rows = new ArrayList<>();
        for (int size : sizes) {
            Aim[] aims =
                    size == AIMED_AT && database.equals("PostgreSQL") ? new Aim[] {Aim.ratioAtLeast(0.5)} : new Aim[0];
            rows.add(Row.beside(
                    "list of %,d instances, %s".formatted(size, database),
                    "instances/s",
                    runs.series(key("http", database, size)),
                    beside,
                    runs.series(key("raw", database, size)),
                    aims));
        }
        int most = sizes.getLast();
        rows.add(Row.beside(
                "processor time of a list of %,d instances, %s".formatted(most, database),
                "µs per instance",
                runs.series(key("http-cpu", database, most)),
                beside,
                runs.series(key("raw-cpu", database, most))));
        rows.add(Row.of(
                "peak of the heap for a list of %,d instances, %s".formatted(most, database),
                "MB",
                runs.series(key("heap", database, most))));
        return rows;
    }

    private static Curve curve(Runs runs, List<Integer> sizes) {
        List<Curve.Line> lines = new ArrayList<>();
        for (String database : DATABASES) {
            lines.add(line(runs, sizes, database, "over HTTP", "http"));
            lines.add(line(runs, sizes, database, "raw", "raw"));
        }
        return new Curve("list", "A list of all instances", "instances", "instances/s", true, lines);
    }

    private static Curve.Line line(Runs runs, List<Integer> sizes, String database, String words, String how) {
        return new Curve.Line(
                database + " " + words,
                sizes.stream()
                        .map(size -> new Curve.Point(size, runs.series(key(how, database, size))))
                        .toList());
    }

    private static String key(String how, String database, int size) {
        return how + " " + database + " " + size;
    }

    private static void list(Bench bench, Runs runs, String database, int size) throws Exception {
        Path folder = bench.folder("list");
        boolean sqlite = database.equals("SQLite");
        ViewConfig view = sqlite
                ? ViewConfig.sqlite(folder.resolve("view.db"))
                : bench.postgres().freshDatabase();
        ManyInstances.fill(view, size);
        try (Gateway gateway =
                        Gateway.start(GatewayConfig.at(bench.broker().freshBus(8), view, "127.0.0.1", 0), List.of());
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                Connection connection = ManyInstances.connect(view)) {
            Reading http = () -> stream(client, gateway.address(), size);
            Reading raw = () -> RawList.read(view, connection);
            int warmUp = Math.max(1, bench.size(100_000, 1_000) / size);
            int times = Math.max(1, bench.size(50_000, 1_000) / size);
            take(http, warmUp, size);
            take(raw, warmUp, size);
            for (int run = 0; run < bench.runs(); run++) {
                Taken overHttp = take(http, times, size);
                Taken overSql = take(raw, times, size);
                runs.add(key("http", database, size), overHttp.perSecond());
                runs.add(key("http-cpu", database, size), overHttp.processorMicros());
                runs.add(key("raw", database, size), overSql.perSecond());
                runs.add(key("raw-cpu", database, size), overSql.processorMicros());
                runs.add(key("heap", database, size), HeapPeak.megabytes(http::once));
            }
            Series figure = runs.series(key("http", database, size));
            bench.say(
                    "%s, %,d instances: %,.0f a second, %.2f of the raw limit",
                    database,
                    size,
                    figure.median(),
                    figure.dividedBy(runs.series(key("raw", database, size))).median());
        }
        if (!sqlite) {
            bench.postgres().drop(view);
        }
        Folders.delete(folder);
    }

    /** One reading of the whole list. */
    @FunctionalInterface
    private interface Reading {
        void once() throws Exception;
    }

    private record Taken(double perSecond, double processorMicros) {}

    private static Taken take(Reading reading, int times, int size) throws Exception {
        long processor = processorNanos();
        Stopwatch time = new Stopwatch();
        for (int i = 0; i < times; i++) {
            reading.once();
        }
        double instances = (double) times * size;
        return new Taken(instances / time.seconds(), (processorNanos() - processor) / 1e3 / instances);
    }

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void stream(HttpClient client, String address, int size) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/v1/instances"))
                .header("Accept", "application/x-ndjson")
                .build();
        HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        byte[] buffer = new byte[64 * 1024];
        int lines = 0;
        try (InputStream body = answer.body()) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
            }
        }
        // The last line says how the list ended.
        if (answer.statusCode() != 200 || lines != size + 1) {
            throw new IllegalStateException(
                    "the list was answered " + answer.statusCode() + " with " + lines + " lines");
        }
    }
}
