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
        return 130;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        Runs runs = new Runs();
        for (int run = 0; run < bench.runs(); run++) {
            BusConnection bus = bench.broker().freshBus(PARTITIONS);
            bench.broker().createTopics(bus);
            Services names = new Services(bus, bench.folder("latency"));
            try (PassThrough running = PassThrough.start(bus, names.commandServiceConfig(), 1)) {
                add(bench, runs, PASS, bus, record -> true);
            }
            bench.broker().drop(bus);
            services(bench, runs, ALONE, false);
            services(bench, runs, WHOLE, true);
        }
        return bench.result(
                this,
                all.from(),
                "Creates at 1,000 a second for some seconds, after a warm-up, each sent at its time whatever became of the"
                        + " last; from right before the send to the poll of a read-committed consumer that returns its"
                        + " accepted event. Beside it the same commands through a Kafka Streams topology that does nothing:"
                        + " the command service's own settings and commits, no store, one output. Two partitions.",
                List.of(
                        row(runs, ALONE, "p50", "command → accepted event at 1,000/s, p50", Aim.ratioAtMost(1.5)),
                        row(runs, ALONE, "p99", "command → accepted event at 1,000/s, p99", Aim.ratioAtMost(1.5)),
                        row(runs, WHOLE, "p50", "the same with workers, watchers and projector at work on them, p50"),
                        row(runs, WHOLE, "p99", "the same with workers, watchers and projector at work on them, p99")),
                List.of(),
                List.of());
    }

    private static Row row(Runs runs, String what, String share, String words, Aim... aims) {
        return Row.beside(
                words, "ms", runs.series(what + share), "exactly-once pass-through", runs.series(PASS + share), aims);
    }

    private static void services(Bench bench, Runs runs, String what, boolean whole) throws Exception {
        BusConnection bus = bench.broker().freshBus(PARTITIONS);
        bench.broker().createTopics(bus);
        Path folder = bench.folder("latency");
        try (Services services = new Services(bus, folder).commandService()) {
            if (whole) {
                services.worker().projector(ViewConfig.sqlite(folder.resolve("view.db")));
            }
            add(bench, runs, what, bus, record -> Listener.type(record).equals("CommandAccepted"));
        }
        bench.broker().drop(bus);
        Folders.delete(folder);
    }

    private static void add(
            Bench bench, Runs runs, String what, BusConnection bus, Predicate<ConsumerRecord<byte[], byte[]>> answers)
            throws InterruptedException {
        int perSecond = bench.size(1_000, 200);
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
