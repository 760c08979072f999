package io.instancebus.benchmarks.measure;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.stand.Broker;
import io.instancebus.benchmarks.stand.Life;
import io.instancebus.mapping.EventMapping;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.WireFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.List;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;

/** Measures the cost of the bounds within which every value is decoded. */
public final class Decode implements Measure {
    private static final int ROUNDS = 20;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Decodes a value. */
    @FunctionalInterface
    private interface Reading {
        InstanceEvent of(byte[] value) throws IOException;
    }

    @Override
    public String name() {
        return "decode";
    }

    @Override
    public String title() {
        return "Decoding within bounds";
    }

    @Override
    public int seconds() {
        return 60;
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Stopwatch all = new Stopwatch();
        String topic = Broker.topics(bench.broker().freshBus(1)).events();
        try (SchemaRegistryClient registry = bench.broker().registryClient()) {
            AvroCodec<InstanceEvent> codec = new AvroCodec<>(InstanceEvent.class, topic, registry);
            List<byte[]> values = Life.stopped("i-1", Instant.parse("2026-01-01T00:00:00Z")).events().stream()
                    .map(event -> codec.encode(EventMapping.toAvro(event)))
                    .toList();
            Reading plain = plain();
            int lives = bench.size(20_000, 100);
            rounds(new Runs(), values, codec::decode, plain, lives);
            Runs runs = new Runs();
            for (int run = 0; run < bench.runs(); run++) {
                rounds(runs, values, codec::decode, plain, lives);
            }
            bench.say("%,.0f values/s", runs.series("bounded").median());
            return bench.result(
                    this,
                    all.from(),
                    "One thread decodes the " + values.size() + " events of an instance's life from memory, again and"
                            + " again, as every service does; beside it Avro's own BinaryDecoder, reused, with the same"
                            + " reader of the same schema. They take turns of " + lives * values.size()
                            + " values after a"
                            + " warm-up, and the thread's processor time is counted.",
                    List.of(Row.beside(
                            "decode an event within bounds, one core",
                            "values/s",
                            runs.series("bounded"),
                            "Avro's BinaryDecoder",
                            runs.series("plain"),
                            Aim.ratioAtLeast(0.9))),
                    List.of(),
                    List.of());
        }
    }

    private static Reading plain() throws IOException {
        DatumReader<InstanceEvent> reader = SpecificData.getForClass(InstanceEvent.class)
                .getFastReaderBuilder()
                .createDatumReader(InstanceEvent.SCHEMA$);
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(new byte[0], null);
        return value -> reader.read(
                null,
                DecoderFactory.get()
                        .binaryDecoder(value, WireFormat.PREFIX, value.length - WireFormat.PREFIX, decoder));
    }

    private static void rounds(Runs runs, List<byte[]> values, Reading bounded, Reading plain, int lives)
            throws IOException {
        long ofBounded = 0;
        long ofPlain = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ofBounded += nanos(values, bounded, lives);
            ofPlain += nanos(values, plain, lives);
        }
        double decoded = 1e9 * ROUNDS * lives * values.size();
        runs.add("bounded", decoded / ofBounded);
        runs.add("plain", decoded / ofPlain);
    }

    private static long nanos(List<byte[]> values, Reading reading, int lives) throws IOException {
        long from = THREADS.getCurrentThreadCpuTime();
        for (int life = 0; life < lives; life++) {
            for (byte[] value : values) {
                if (reading.of(value).getSequence() < 0) {
                    throw new IllegalStateException("an event has no number");
                }
            }
        }
        return THREADS.getCurrentThreadCpuTime() - from;
    }
}
