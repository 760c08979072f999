package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Latencies;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.stand.Broker;
import io.instancebus.benchmarks.stand.Creates;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.Listener;
import io.instancebus.benchmarks.stand.PassThrough;
import io.instancebus.benchmarks.stand.Patience;
import io.instancebus.benchmarks.stand.Services;
import io.instancebus.schemas.BusConnection;
import io.instancebus.view.ViewConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Measures the time from a command to its accepted event. */
public final class Latency implements Measure {
    /** The number of the embedded default. */
    private static final int PARTITIONS = 2;

    private static final String PASS = "pass-through";
    private static final String ALONE = "command service";
    private static final String WHOLE = "whole pipeline";
    private static final String AT_A_THIRD = " at a third of the capacity";

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String title() {
        return "From a command to its accepted event";
    }

    @Override
    public int seconds() {
        return 250;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        Runs runs = new Runs();
        int perSecond = bench.size(1_000, 200);
        int third = third(bench);
        for (int run = 0; run < bench.runs(); run++) {
            pass(bench, runs, PASS, perSecond);
            services(bench, runs, ALONE, perSecond, false);
            services(bench, runs, WHOLE, perSecond, true);
            pass(bench, runs, PASS + AT_A_THIRD, third);
            services(bench, runs, WHOLE + AT_A_THIRD, third, true);
        }
        return bench.result(
                this,
                all.from(),
                "Creates at %,d a second for some seconds, and at %,d, a third of what the whole pipeline took before."
                                .formatted(perSecond, third)
                        + " Each is sent at its time whatever became of the last, after a warm-up; from right before the send to the poll of a read-committed consumer that returns its"
                        + " accepted event. Beside it the same commands through a Kafka Streams topology that does nothing:"
                        + " the command service's own settings and commits, no store, one output. Two partitions.",
                List.of(
                        row(runs, "", ALONE, "p50", "command → accepted event at 1,000/s, command service alone", 1.5),
                        row(runs, "", ALONE, "p99", "command → accepted event at 1,000/s, command service alone", 1.5),
                        row(runs, "", WHOLE, "p50", "command → accepted event at 1,000/s, everything at work", 1.5),
                        row(runs, "", WHOLE, "p99", "command → accepted event at 1,000/s, everything at work", 2),
                        row(runs, AT_A_THIRD, WHOLE, "p50", "the same at a third of the capacity", 1.5),
                        row(runs, AT_A_THIRD, WHOLE, "p99", "the same at a third of the capacity", 2)),
                List.of(),
                List.of());
    }

    private static Row row(Runs runs, String load, String what, String share, String words, double atMost) {
        return Row.beside(
                words + ", " + share,
                "ms",
                runs.series(what + load + share),
                "exactly-once pass-through",
                runs.series(PASS + load + share),
                Aim.ratioAtMost(atMost));
    }

    /** What no queue forms at, so that the figures are of the work and not of the queue. */
    private static int third(Bench bench) throws Exception {
        Flow flow = new Flow(bench, PARTITIONS, 1);
        int count = bench.size(12_000, 100);
        flow.take(count, false);
        double perSecond = flow.take(count, false).progress().perSecond();
        bench.say("capacity: %,.0f creates/s", perSecond);
        return Math.max(1, (int) (perSecond / 3));
    }

    private static void pass(Bench bench, Runs runs, String what, int perSecond) throws Exception {
        BusConnection bus = bench.broker().freshBus(PARTITIONS);
        bench.broker().createTopics(bus);
        Services names = new Services(bus, bench.folder("latency"));
        try (PassThrough running = PassThrough.start(bus, names.commandServiceConfig(), 1)) {
            add(bench, runs, what, bus, perSecond, record -> true);
        }
        bench.broker().drop(bus);
    }

    private static void services(Bench bench, Runs runs, String what, int perSecond, boolean whole) throws Exception {
        BusConnection bus = bench.broker().freshBus(PARTITIONS);
        bench.broker().createTopics(bus);
        Path folder = bench.folder("latency");
        try (Services services = new Services(bus, folder).commandService()) {
            if (whole) {
                services.worker().projector(ViewConfig.sqlite(folder.resolve("view.db")));
            }
            add(
                    bench,
                    runs,
                    what,
                    bus,
                    perSecond,
                    record -> Listener.type(record).equals("CommandAccepted"));
        }
        bench.broker().drop(bus);
        Folders.delete(folder);
    }

    private static void add(
            Bench bench,
            Runs runs,
            String what,
            BusConnection bus,
            int perSecond,
            Predicate<ConsumerRecord<byte[], byte[]>> answers)
            throws InterruptedException {
        answers(bus, perSecond, bench.size(4, 1), answers);
        Latencies latencies = answers(bus, perSecond, bench.size(8, 1), answers);
        bench.say("%s: p50 %.1f ms, p99 %.1f ms", what, latencies.median(), latencies.p99());
        runs.add(what + "p50", latencies.median());
        runs.add(what + "p99", latencies.p99());
    }

    private static Latencies answers(
            BusConnection bus, int perSecond, int seconds, Predicate<ConsumerRecord<byte[], byte[]>> answers)
            throws InterruptedException {
        int count = perSecond * seconds;
        Map<ByteBuffer, Long> sent = new ConcurrentHashMap<>();
        Latencies latencies = new Latencies();
        try (Creates creates = new Creates(bus, count);
                Listener listener = new Listener(bus, Broker.topics(bus).events(), record -> {
                    Long at = sent.get(ByteBuffer.wrap(record.key()));
                    if (at != null && answers.test(record)) {
                        latencies.since(at);
                    }
                })) {
            creates.publish(perSecond, key -> sent.put(ByteBuffer.wrap(key), System.nanoTime()));
            Patience.await("an answer to each command", () -> latencies.size() >= count);
        }
        return latencies;
    }
}
