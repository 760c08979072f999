package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.stand.Creates;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.Postgres;
import io.instancebus.benchmarks.stand.Services;
import io.instancebus.benchmarks.stand.Written;
import io.instancebus.schemas.BusConnection;
import io.instancebus.view.ViewConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Publishes creates to all services at once, and waits until their instances run in the view. */
final class Flow {
    private final Bench bench;
    private final int partitions;
    private final int workers;

    Flow(Bench bench, int partitions, int workers) {
        this.bench = bench;
        this.partitions = partitions;
        this.workers = workers;
    }

    /** @param cpuMillis the processor time of this JVM for each create */
    record Taken(double perSecond, double cpuMillis, double copySeconds, double produceSeconds) {}

    /** @param raw whether to measure the raw limits too; they are NaN otherwise */
    Taken take(int count, boolean raw) throws Exception {
        BusConnection bus = bench.broker().freshBus(partitions);
        bench.broker().createTopics(bus);
        Path folder = bench.folder("flow");
        ViewConfig view = bench.postgres().freshDatabase();
        ViewConfig other = bench.postgres().freshDatabase();
        double seconds;
        double cpu;
        try (Services services = new Services(bus, folder).commandService()) {
            for (int worker = 0; worker < workers; worker++) {
                services.worker();
            }
            services.projector(view);
            try (Creates creates = new Creates(bus, count)) {
                double before = cpuMillis();
                Stopwatch time = new Stopwatch();
                creates.publish();
                awaitRunning(view, count);
                seconds = time.seconds();
                cpu = cpuMillis() - before;
            }
        }
        double copy = raw ? new RawCopy(bench.postgres()).seconds(view, other) : Double.NaN;
        double produce = raw ? Written.on(bench.broker(), bus).secondsToProduce() : Double.NaN;
        bench.broker().drop(bus);
        bench.postgres().drop(view);
        bench.postgres().drop(other);
        Folders.delete(folder);
        return new Taken(count / seconds, cpu / count, copy, produce);
    }

    private void awaitRunning(ViewConfig view, int count) throws SQLException, IOException {
        Postgres postgres = bench.postgres();
        try (Connection connection = postgres.connect(view);
                PreparedStatement running =
                        connection.prepareStatement("SELECT count(*) FROM instances WHERE state = 'RUNNING'")) {
            long[] next = {0};
            Patience.<SQLException>await("a running instance of each create", () -> {
                // Not too often, because the query loads the database.
                if (System.nanoTime() < next[0]) {
                    return false;
                }
                next[0] = System.nanoTime() + 50_000_000;
                try (ResultSet row = running.executeQuery()) {
                    return row.next() && row.getInt(1) >= count;
                }
            });
        }
    }

    private static double cpuMillis() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e6
                : Double.NaN;
    }
}
