package io.instancebus.fuzzing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Inputs that are records: the first byte selects the topic, and the rest is Avro. */
public final class RecordInputs {
    private static final int PREFIX = 5;

    private final List<Kind> kinds;
    private final ContractRegistry registry;

    /** The values of a topic. */
    public record Kind(String topic, Schema schema) {}

    public RecordInputs(List<Kind> kinds) {
        this.kinds = List.copyOf(kinds);
        this.registry = new ContractRegistry(this.kinds);
    }

    /** The URL of a registry with the schemas of these topics. The registry ends with the process. */
    public String registryUrl() {
        return registry.url();
    }

    /** Valid records of each kind. */
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int kind = 0; kind < kinds.size(); kind++) {
            for (GenericRecord valid : ValidRecords.of(kinds.get(kind).schema())) {
                seeds.add(seed(kind, valid));
            }
        }
        return seeds;
    }

    /** The topic of an input, as the index of its kind. */
    public int kind(byte[] input) {
        return (input.length == 0 ? 0 : input[0] & 0xff) % kinds.size();
    }

    /** An input as a value of its topic, with its schema id. */
    public byte[] value(byte[] input) {
        int length = Math.max(0, input.length - 1);
        return ByteBuffer.allocate(PREFIX + length)
                .put((byte) 0)
                .putInt(kind(input) + 1)
                .put(input, input.length - length, length)
                .array();
    }

    private static byte[] seed(int kind, GenericRecord valid) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(kind);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(valid.getSchema()).write(valid, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
