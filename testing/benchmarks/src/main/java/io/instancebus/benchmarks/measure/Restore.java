package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Curve;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.report.Series;
import io.instancebus.benchmarks.stand.Broker;
import io.instancebus.benchmarks.stand.Creates;
import io.instancebus.benchmarks.stand.Deployed;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.Listener;
import io.instancebus.benchmarks.stand.Patience;
import io.instancebus.benchmarks.stand.SeededState;
import io.instancebus.benchmarks.stand.Written;
import io.instancebus.command.state.Stores;
import io.instancebus.schemas.BusConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Measures the time until commands are answered after a kill of the command service, and the memory of its instances.
 */
public final class Restore implements Measure {
    /** Enough commands for every partition. */
    private static final int PROBES = 100;
    /** Stores with little content differ only in their metadata. */
    private static final long NOT_WORTH_A_LOOK = 20_000_000;

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String title() {
        return "Restore of the decider's state after a kill";
    }

    @Override
    public int seconds() {
        return 240;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        int most = bench.size(1_000_000, 1_000);
        Runs runs = new Runs();
        BusConnection bus = bench.broker().freshBus(8);
        bench.broker().createTopics(bus);
        Path folder = bench.folder("restore");
        SeededState state = new SeededState(bus, bus.topicPrefix() + "service");
        try (Deployed service = Deployed.commandService(bus, folder, "one", 0);
                Deployed workers = Deployed.workers(bus, folder)) {
            service.start();
            workers.start();
            service.awaitReady();
            workers.awaitReady();
            killAndAwait(bench, bus, service, runs, "empty");
            runs.add("workers empty", settled(bench, workers));
            workers.close();
            state.write(most / 10);
            killAndAwait(bench, bus, service, runs, "tenth");
            state.write(most - most / 10);
            bench.say("%,d instances written", most);
            for (int run = 0; run < bench.runs(); run++) {
                killAndAwait(bench, bus, service, runs, "full");
                runs.add("raw", raw(bench, bus, state));
            }
            workers.start();
            workers.awaitReady();
            runs.add("workers full", settled(bench, workers));
        }
        standby(bench, bus, folder, runs);
        bench.broker().drop(bus);
        Folders.delete(folder);
        return result(bench, all, most, runs);
    }

    private Result result(Bench bench, Stopwatch all, int most, Runs runs) {
        String count = "%,d".formatted(most);
        Series service = perMillion(runs.series("full memory"), runs.series("empty memory"), most);
        return bench.result(
                this,
                all.from(),
                "The benchmark kills the command service, a separate process, with SIGKILL and starts it again at once. It"
                        + " measures the time from the kill until commands in every partition are answered, including"
                        + " the start of the JVM and the end of the old session. With a standby, another process has a"
                        + " copy, and the killed one is not started again. Such an end wipes the stores, as Kafka Streams"
                        + " does under exactly-once; beside it, a consumer that does nothing else reads the changelog of"
                        + " the instances to its end. Memory is resident memory, of JVMs with a heap of at most 1 GB,"
                        + " whose instances are on disk.",
                List.of(
                        Row.beside(
                                "answers again after a kill at " + count + " instances, no standby",
                                "s",
                                runs.series("full"),
                                "raw consume of the changelog",
                                runs.series("raw")),
                        Row.of(
                                "answers again after a kill at " + count + " instances, with a standby",
                                "s",
                                runs.series("standby")),
                        Row.of("answers again after a kill with no instances", "s", runs.series("empty")),
                        Row.of("command service, resident memory per million instances", "MB", service),
                        Row.of("command service, resident memory without instances", "MB", runs.series("empty memory")),
                        Row.of(
                                "worker, resident memory per million instances",
                                "MB",
                                perMillion(runs.series("workers full"), runs.series("workers empty"), most))),
                List.of(new Curve(
                        "restore",
                        "From a kill to the first answers",
                        "instances",
                        "s",
                        false,
                        List.of(new Curve.Line(
                                "no standby",
                                List.of(
                                        new Curve.Point(0, runs.series("empty")),
                                        new Curve.Point(most / 10.0, runs.series("tenth")),
                                        new Curve.Point(most, runs.series("full"))))))),
                List.of());
    }

    /** The time until a worker has read all snapshots; it already works meanwhile. */
    private static double settled(Bench bench, Deployed workers) throws InterruptedException {
        Thread.sleep(bench.size(15_000, 500));
        return workers.residentMegabytes();
    }

    private static Series perMillion(Series full, Series empty, int instances) {
        return Series.of((full.median() - empty.median()) * 1e6 / instances);
    }

    private static void killAndAwait(Bench bench, BusConnection bus, Deployed service, Runs runs, String what)
            throws Exception {
        double seconds = answeredAfter(bus, () -> {
            service.kill();
            service.start();
        });
        service.awaitReady();
        bench.say("%s: answers again after %.1f s, %.0f MB", what, seconds, service.residentMegabytes());
        runs.add(what, seconds);
        runs.add(what + " memory", service.residentMegabytes());
    }

    private static double answeredAfter(BusConnection bus, Runnable blow) throws Exception {
        Set<ByteBuffer> asked = ConcurrentHashMap.newKeySet();
        Set<ByteBuffer> answered = ConcurrentHashMap.newKeySet();
        try (Creates probes = new Creates(bus, PROBES);
                Listener listener = new Listener(bus, Broker.topics(bus).events(), record -> {
                    if (asked.contains(ByteBuffer.wrap(record.key()))) {
                        answered.add(ByteBuffer.wrap(record.key()));
                    }
                })) {
            Stopwatch time = new Stopwatch();
            blow.run();
            probes.publish(100_000, key -> asked.add(ByteBuffer.wrap(key)));
            Patience.await("an answer in every partition", () -> answered.size() >= PROBES);
            return time.seconds();
        }
    }

    private static double raw(Bench bench, BusConnection bus, SeededState state) throws IOException {
        Stopwatch time = new Stopwatch();
        int records = Written.count(bus, Set.of(state.changelog(Stores.INSTANCES)));
        bench.say("raw consume of %,d records: %.1f s", records, time.seconds());
        return time.seconds();
    }

    private static void standby(Bench bench, BusConnection bus, Path folder, Runs runs) throws Exception {
        try (Deployed one = Deployed.commandService(bus, folder, "one", 1);
                Deployed two = Deployed.commandService(bus, folder, "two", 1)) {
            one.start();
            two.start();
            for (int run = 0; run < bench.runs(); run++) {
                one.awaitReady();
                two.awaitReady();
                awaitCopies(folder);
                Deployed victim = run % 2 == 0 ? one : two;
                double seconds = answeredAfter(bus, victim::kill);
                bench.say("with a standby: answers again after %.1f s", seconds);
                runs.add("standby", seconds);
                victim.start();
            }
        }
    }

    /** Waits until the size of both stores on disk is stable for some seconds and about equal. */
    private static void awaitCopies(Path folder) throws Exception {
        long[] before = {0, 0, System.nanoTime()};
        Patience.<IOException>await("the copy", () -> {
            long one = bytes(folder.resolve("one"));
            long two = bytes(folder.resolve("two"));
            long now = System.nanoTime();
            boolean apart = Math.max(one, two) > NOT_WORTH_A_LOOK && Math.min(one, two) < Math.max(one, two) / 2;
            if (one > before[0] || two > before[1] || apart) {
                before[2] = now;
            }
            before[0] = one;
            before[1] = two;
            java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
            return now - before[2] > 3_000_000_000L;
        });
    }

    private static long bytes(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (java.io.UncheckedIOException changedMeanwhile) {
            return 0;
        }
    }
}
