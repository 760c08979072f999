package io.instancebus.command.topology;

import static io.instancebus.command.topology.TopologyBench.TOPICS;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.Action;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.command.TestCommands;
import io.instancebus.fuzzing.FuzzTarget;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.serde.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes under the id of a schema of the contract are read or undecodable, and any record on a topic of
 * the command service leaves it working. The first byte of an input says what it is for, the second how many of the
 * next belong to a header; the rest is Avro.
 */
public final class RecordsFuzzer implements FuzzTarget {
    /** A bench keeps all that it was sent. */
    private static final int INPUTS_PER_BENCH = 2_000;

    private static final List<Reader<?>> READERS = List.of(
            new Reader<>(InstanceCommand.class, TOPICS.commands()),
            new Reader<>(ProviderReport.class, TOPICS.reports()),
            new Reader<>(InstanceEvent.class, TOPICS.events()),
            new Reader<>(InstanceSnapshot.class, TOPICS.state()),
            new Reader<>(ProviderTask.class, TOPICS.runs()),
            new Reader<>(ObservationRequest.class, TOPICS.observations()),
            new Reader<>(AccountEvent.class, TOPICS.accountEvents()));

    private static final TestRegistry REGISTRY = new TestRegistry();
    private static final SchemaRegistryClient CLIENT =
            SchemaRegistryClient.from(Map.of("schema.registry.url", REGISTRY.url()));
    private static @Nullable TopologyBench bench;
    private static int inputs;

    /** The values of a topic. */
    private record Reader<T extends SpecificRecord>(Class<T> type, String topic) {
        AvroCodec<T> codec() {
            return new AvroCodec<>(type, topic, CLIENT);
        }

        int schemaId() {
            return CLIENT.register(topic + "-value", SpecificData.get().getSchema(type));
        }

        byte[] value(byte[] input, int start) {
            return ByteBuffer.allocate(WireFormat.PREFIX + input.length - start)
                    .put((byte) 0)
                    .putInt(schemaId())
                    .put(input, start, input.length - start)
                    .array();
        }

        void read(byte[] value) {
            try {
                T ignored = codec().decode(value);
            } catch (UndecodableRecord e) {
                // An answer.
            }
        }
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int kind = 0; kind < READERS.size(); kind++) {
            Schema schema = SpecificData.get().getSchema(READERS.get(kind).type);
            for (Object datum : new RandomData(schema, 20, kind, true)) {
                seeds.add(seed(kind, schema, datum));
            }
        }
        Instant now = Instant.parse("2026-01-01T12:00:00Z");
        List.of(
                        TestCommands.create("i-1", "c-1", now),
                        TestCommands.act("i-1", "c-2", now, Action.STOP),
                        TestCommands.run("i-1", "c-3", now, "geheim"))
                .forEach(command -> seeds.add(avro(0, command)));
        return seeds;
    }

    private static byte[] avro(int kind, InstanceCommand command) {
        byte[] value = new AvroCodec<>(InstanceCommand.class, TOPICS.commands(), CLIENT).encode(command);
        return withPreamble(kind, Arrays.copyOfRange(value, WireFormat.PREFIX, value.length));
    }

    private static byte[] seed(int kind, Schema schema, Object datum) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<>(schema).write(datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return withPreamble(kind, bytes.toByteArray());
    }

    private static byte[] withPreamble(int kind, byte[] datum) {
        return ByteBuffer.allocate(6 + datum.length)
                .put((byte) kind)
                .put((byte) 4)
                .put("h\u0000x-".getBytes(StandardCharsets.UTF_8))
                .put(datum)
                .array();
    }

    @Override
    public void read(byte[] input) {
        if (input.length < 2) {
            return;
        }
        Reader<?> reader = READERS.get((input[0] & 0x7f) % READERS.size());
        int start = 2 + Math.min(input[1] & 0x3f, input.length - 2);
        byte[] value = reader.value(input, start);
        reader.read(value);
        if (reader.topic.equals(TOPICS.commands()) || reader.topic.equals(TOPICS.reports())) {
            process(reader, value, input, start);
        }
    }

    /** Under the key that it names, if it can be read. */
    private static void process(Reader<?> reader, byte[] value, byte[] input, int start) {
        TopologyBench there = bench();
        byte[] header = Arrays.copyOfRange(input, 2, start);
        Headers headers = new RecordHeaders()
                .add(new String(header, StandardCharsets.ISO_8859_1), header)
                .add("traceparent", header);
        byte[] moved = value.clone();
        // The bench has a registry of its own, where the contract has other numbers.
        ByteBuffer.wrap(moved)
                .putInt(
                        1,
                        there.registry.put(
                                SpecificData.get().getSchema(reader.type).toString()));
        there.send(reader.topic, key(reader, value), moved, headers);
        there.pass(Duration.ofSeconds(1));
        List.of(TOPICS.events(), TOPICS.state(), TOPICS.tasks("sandbox"), TOPICS.runs(), TOPICS.deadLetters())
                .forEach(there::read);
    }

    private static String key(Reader<?> reader, byte[] value) {
        try {
            return switch (reader.codec().decode(value)) {
                case InstanceCommand command -> command.getInstanceId();
                case ProviderReport report -> report.getInstanceId();
                default -> "i-1";
            };
        } catch (UndecodableRecord e) {
            return "i-1";
        }
    }

    private static synchronized TopologyBench bench() {
        TopologyBench now = bench;
        if (now == null || inputs++ % INPUTS_PER_BENCH == 0) {
            if (now != null) {
                now.close();
            }
            now = new TopologyBench(folder());
            bench = now;
        }
        return now;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("fuzz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
