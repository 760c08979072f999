package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.stand.Creates;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.Services;
import io.instancebus.benchmarks.stand.Written;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.schemas.BusConnection;
import io.instancebus.view.ViewConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Publishes creates to all services at once, and waits until their instances run in the view. */
final class Flow {
    private final Bench bench;
    private final int partitions;
    private final int workers;
    private final UnaryOperator<ProviderFactory> around;

    Flow(Bench bench, int partitions, int workers) {
        this(bench, partitions, workers, UnaryOperator.identity());
    }

    /** @param around what the workers have in the place of each adapter */
    Flow(Bench bench, int partitions, int workers, UnaryOperator<ProviderFactory> around) {
        this.bench = bench;
        this.partitions = partitions;
        this.workers = workers;
        this.around = around;
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
                services.worker(around);
            }
            services.projector(view);
            try (Creates creates = new Creates(bus, count)) {
                double before = cpuMillis();
                Stopwatch time = new Stopwatch();
                creates.publish();
                bench.postgres().awaitRunning(view, count);
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

    private static double cpuMillis() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e6
                : Double.NaN;
    }
}
