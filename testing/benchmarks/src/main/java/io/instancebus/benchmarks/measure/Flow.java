package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.stand.Creates;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.Life;
import io.instancebus.benchmarks.stand.ManyInstances;
import io.instancebus.benchmarks.stand.Progress;
import io.instancebus.benchmarks.stand.SeededState;
import io.instancebus.benchmarks.stand.Services;
import io.instancebus.benchmarks.stand.Written;
import io.instancebus.benchmarks.where.Load;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.schemas.BusConnection;
import io.instancebus.view.ViewConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Publishes creates to all services, keeps a number of them under way, and waits until their instances run in the view. */
final class Flow {
    private static final double LONGEST_WITHOUT_PROGRESS = 60;

    private final Bench bench;
    private final int partitions;
    private final int workers;
    private final UnaryOperator<ProviderFactory> around;
    private final int live;

    Flow(Bench bench, int partitions, int workers) {
        this(bench, partitions, workers, UnaryOperator.identity(), 0);
    }

    private Flow(Bench bench, int partitions, int workers, UnaryOperator<ProviderFactory> around, int live) {
        this.bench = bench;
        this.partitions = partitions;
        this.workers = workers;
        this.around = around;
        this.live = live;
    }

    /** The same with this in the place of each adapter of the workers. */
    Flow around(UnaryOperator<ProviderFactory> adapter) {
        return new Flow(bench, partitions, workers, adapter, live);
    }

    /** The same on a bus that has so many running instances already, in an account that no worker serves. */
    Flow amid(int instances) {
        return new Flow(bench, partitions, workers, around, instances);
    }

    /** @param heap that was in use at the end, after a collection, in MB: of services, broker and load */
    record Taken(Progress progress, double heap, double copySeconds, double produceSeconds) {}

    /** @param raw whether to measure the raw limits too; they are NaN otherwise */
    Taken take(int count, boolean raw) throws Exception {
        BusConnection bus = bench.broker().freshBus(partitions);
        bench.broker().createTopics(bus);
        Path folder = bench.folder("flow");
        ViewConfig view = bench.postgres().freshDatabase();
        ViewConfig other = bench.postgres().freshDatabase();
        if (live > 0) {
            seed(bus, folder, view);
        }
        Progress progress;
        double heap;
        try (Services services = new Services(bus, folder).commandService()) {
            for (int worker = 0; worker < workers; worker++) {
                services.worker(around);
            }
            services.projector(view);
            try (Creates creates = new Creates(bus, count)) {
                progress = follow(view, creates, count);
            }
            heap = live > 0 ? heap() : Double.NaN;
        }
        double copy = raw ? new RawCopy(bench.postgres()).seconds(view, other) : Double.NaN;
        double produce = raw ? Written.on(bench.broker(), bus).secondsToProduce() : Double.NaN;
        bench.broker().drop(bus);
        bench.postgres().drop(view);
        bench.postgres().drop(other);
        Folders.delete(folder);
        return new Taken(progress, heap, copy, produce);
    }

    private void seed(BusConnection bus, Path folder, ViewConfig view) throws Exception {
        try (Services first = new Services(bus, folder).commandService()) {
            String application =
                    Objects.requireNonNull(first.commandServiceConfig().applicationId());
            new SeededState(bus, application).write(live, Life.ELSEWHERE);
        }
        ManyInstances.fill(view, live);
    }

    private Progress follow(ViewConfig view, Creates creates, int count) throws Exception {
        Progress progress = new Progress();
        Stopwatch time = new Stopwatch();
        int published = 0;
        int running = -1;
        double last = 0;
        while (running < count) {
            int wanted = Math.min(count, Math.max(running, 0) + Load.Full.ENOUGH);
            creates.publish(published, wanted, key -> {});
            published = wanted;
            int now = bench.postgres().running(view);
            if (now > running) {
                running = now;
                last = time.seconds();
                progress.add(new Progress.Sample(running, last, cpuMillis()));
            } else if (time.seconds() - last > LONGEST_WITHOUT_PROGRESS) {
                throw new IllegalStateException("of %d creates %d were RUNNING, and for %.0f s no more"
                        .formatted(count, running, LONGEST_WITHOUT_PROGRESS));
            }
            if (running < count) {
                Thread.sleep(Load.COUNTS_APART);
            }
        }
        return progress;
    }

    private static double heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    private static double cpuMillis() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e6
                : Double.NaN;
    }
}
