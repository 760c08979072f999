package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Latencies;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.stand.Broker;
import io.instancebus.benchmarks.stand.Callers;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.Gate;
import io.instancebus.benchmarks.stand.HeapPeak;
import io.instancebus.benchmarks.stand.Postgres;
import io.instancebus.benchmarks.stand.Services;
import io.instancebus.gateway.Gateway;
import io.instancebus.gateway.GatewayConfig;
import io.instancebus.projector.jdbc.ViewStores;
import io.instancebus.schemas.BusConnection;
import io.instancebus.view.ViewConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Many callers who wait at once for the answers to their commands. */
public final class Waiters implements Measure {
    private static final int PACE = 200;
    private static final int AT_ONCE = 1_000_000;

    @Override
    public String name() {
        return "waits";
    }

    @Override
    public String title() {
        return "Callers that wait";
    }

    @Override
    public int seconds() {
        return 120;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        int callers = bench.size(1_000, 50);
        Runs runs = new Runs();
        Path folder = bench.folder("waits");
        BusConnection published = bench.broker().freshBus(4);
        BusConnection decided = bench.broker().freshBus(4);
        bench.broker().createTopics(published);
        bench.broker().createTopics(decided);
        try (Postgres postgres = Postgres.withCommitTimes(folder.resolve("postgres"))) {
            ViewConfig view = postgres.freshDatabase();
            ViewStores.open(view).close();
            try (Services services = new Services(decided, folder);
                    Gateway gateway = Gateway.start(GatewayConfig.at(published, view, "127.0.0.1", 0), List.of());
                    Gate gate = new Gate(published, decided)) {
                services.commandService().projector(view);
                Stand stand = new Stand(bench, postgres, view, gateway, gate, callers);
                if (!bench.quick()) {
                    stand.round(new Runs(), "warm-up", AT_ONCE);
                }
                for (int run = 0; run < bench.runs(); run++) {
                    stand.round(runs, "paced", PACE);
                    stand.round(runs, "burst", AT_ONCE);
                }
            }
        }
        drop(bench, published, decided);
        Folders.delete(folder);
        return bench.result(
                this,
                all.from(),
                ("%,d callers in a JVM of their own, each with a connection, send a create with ?wait=30 and wait. Their"
                                + " commands are held between gateway and command service until all wait; then heap, threads"
                                + " and processor time of this JVM are measured (broker, command service, projector and"
                                + " gateway) and compared with those before the callers came. Then the commands are let"
                                + " through, %d a second or all at once. The event is the commit of the command's row in"
                                + " PostgreSQL, by PostgreSQL's clock; the answer is complete when the caller has its"
                                + " body. The decision is the event's own time; from then on it also waits for the commit"
                                + " on the bus and for the projector.")
                        .formatted(callers, PACE),
                rows(runs, callers),
                List.of(),
                List.of());
    }

    private static List<Row> rows(Runs runs, int callers) {
        String who = "%,d callers that wait: ".formatted(callers);
        return List.of(
                Row.of(
                        who + "answer after the event, p99, %d events a second".formatted(PACE),
                        "ms",
                        runs.series("paced-p99"),
                        Aim.atMost(50)),
                Row.of(who + "the same, p50", "ms", runs.series("paced-p50")),
                Row.of(who + "answer after the decision, p99", "ms", runs.series("paced-decided-p99")),
                Row.of(who + "answer after the event, p99, all events at once", "ms", runs.series("burst-p99")),
                Row.of(who + "the same, p50", "ms", runs.series("burst-p50")),
                Row.of(who + "live heap for each", "KB", runs.series("paced-heap"), Aim.atMost(64)),
                Row.beside(
                        who + "platform threads",
                        "threads",
                        runs.series("paced-threads"),
                        "before they came",
                        runs.series("paced-threads-before"),
                        Aim.ratioAtMost(1.1)),
                Row.beside(
                        who + "processor time",
                        "% of a core",
                        runs.series("paced-busy"),
                        "before they came",
                        runs.series("paced-idle")));
    }

    private static void drop(Bench bench, BusConnection... buses) throws IOException {
        Broker broker = bench.broker();
        for (BusConnection bus : buses) {
            broker.drop(bus);
        }
    }

    private record Stand(Bench bench, Postgres postgres, ViewConfig view, Gateway gateway, Gate gate, int callers) {

        void round(Runs runs, String name, int perSecond) throws IOException, SQLException {
            long heap = HeapPeak.live();
            int threads = threads();
            double idle = processor();
            Map<String, Instant> answers;
            try (Callers waiting = Callers.start(gateway.address())) {
                waiting.call(callers);
                gate.await(callers);
                runs.add(name + "-busy", processor());
                runs.add(name + "-idle", idle);
                runs.add(name + "-heap", Math.max(1, HeapPeak.live() - heap) / 1024.0 / callers);
                runs.add(name + "-threads", threads());
                runs.add(name + "-threads-before", threads);
                gate.open(perSecond);
                answers = waiting.answers();
            }
            Latencies committed = new Latencies();
            Latencies decided = new Latencies();
            postgres.timesOfCommands(view).forEach((command, times) -> {
                Instant answered = answers.get(command);
                if (answered != null) {
                    committed.add(millis(times.committed(), answered));
                    decided.add(millis(times.decided(), answered));
                }
            });
            if (committed.size() != callers) {
                throw new IllegalStateException("only " + committed.size() + " answers have a command in the view");
            }
            runs.add(name + "-p99", committed.p99());
            runs.add(name + "-p50", committed.median());
            runs.add(name + "-decided-p99", decided.p99());
            bench.say(
                    "%s: answer after the event %.1f ms, p99 %.1f ms; after the decision p99 %.1f ms; %.1f KB each; %.0f"
                            + " threads, before %d; processor %.1f %% of a core, before %.1f %%",
                    name,
                    committed.median(),
                    committed.p99(),
                    decided.p99(),
                    runs.series(name + "-heap").values().getLast(),
                    runs.series(name + "-threads").values().getLast(),
                    threads,
                    runs.series(name + "-busy").values().getLast(),
                    idle);
        }

        private static double millis(Instant from, Instant to) {
            return Duration.between(from, to).toNanos() / 1e6;
        }

        /** Virtual threads are not counted. */
        private static int threads() {
            return ManagementFactory.getThreadMXBean().getThreadCount();
        }

        /** What this JVM takes of a core while nothing happens, in per cent. */
        private double processor() {
            long quiet = bench.size(2_000_000_000, 200_000_000);
            long from = System.nanoTime();
            long before = processorNanos();
            while (System.nanoTime() - from < quiet) {
                LockSupport.parkNanos(quiet - (System.nanoTime() - from));
            }
            return 100.0 * (processorNanos() - before) / (System.nanoTime() - from);
        }

        private static long processorNanos() {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }
    }
}
