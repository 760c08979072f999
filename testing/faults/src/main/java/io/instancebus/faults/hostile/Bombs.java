package io.instancebus.faults.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;

/**
 * Bombs for the readers of one schema. A bomb that needs a schema of its own uses the reader's name with an additional
 * first field, which a reader must skip. Each ends in bytes that are not a number, so that none can be decoded and no
 * two are equal.
 */
public final class Bombs {
    private static final long STRING = Integer.MAX_VALUE;
    private static final long ITEMS = 1L << 31;
    private static final long ENTRIES = 1L << 30;
    private static final int DEPTH = 200_000;
    private static final int NESTED = 200;
    private static final int TAIL = 12;
    private static final List<Long> LENGTHS = List.of(STRING, ITEMS, ENTRIES, -1L, Long.MIN_VALUE, Long.MAX_VALUE);

    private final Schema reader;
    private final Random random;

    public Bombs(Schema reader, Random random) {
        this.reader = reader;
        this.random = random;
    }

    /** One bomb of each kind. */
    public List<Bomb> each() {
        return List.of(
                bomb("long-string", reader, bytes -> number(bytes, STRING)),
                bomb("negative-length", reader, bytes -> number(bytes, -1)),
                bomb("endless-nulls", with(nulls()), bytes -> number(bytes, ITEMS)),
                bomb("nested-maps", with(maps()), bytes -> {
                    for (int depth = 0; depth < NESTED; depth++) {
                        number(bytes, ENTRIES);
                        number(bytes, 0);
                    }
                }),
                bomb("endless-recursion", with(loop()), bytes -> {}),
                bomb("deep-list", with(list()), bytes -> {
                    for (int depth = 0; depth < DEPTH; depth++) {
                        number(bytes, 1);
                    }
                }));
    }

    /** Valid records that are cut in the middle, at a place where an absurd length follows. */
    public List<Bomb> broken(int count) {
        return IntStream.range(0, count).mapToObj(index -> broken()).toList();
    }

    private Bomb broken() {
        byte[] whole = encoded(
                new RandomData(reader, 1, random.nextLong(), true).iterator().next());
        int kept = random.nextInt(Math.max(1, whole.length / 2));
        long length = LENGTHS.get(random.nextInt(LENGTHS.size()));
        return bomb("broken", reader, bytes -> {
            bytes.write(whole, 0, kept);
            number(bytes, length);
        });
    }

    private byte[] encoded(Object datum) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<>(reader, new GenericData()).write(datum, encoder);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    @FunctionalInterface
    private interface Charge {
        void into(ByteArrayOutputStream bytes) throws IOException;
    }

    private Bomb bomb(String name, Schema writer, Charge charge) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            charge.into(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        for (int index = 0; index < TAIL; index++) {
            bytes.write(0x80 | random.nextInt());
        }
        return new Bomb(name, writer, bytes.toByteArray());
    }

    private static void number(ByteArrayOutputStream bytes, long value) throws IOException {
        EncoderFactory.get().directBinaryEncoder(bytes, null).writeLong(value);
    }

    private static Schema nulls() {
        return Schema.createArray(Schema.create(Schema.Type.NULL));
    }

    private static Schema maps() {
        Schema nested = Schema.create(Schema.Type.LONG);
        for (int depth = 0; depth < NESTED; depth++) {
            nested = Schema.createMap(nested);
        }
        return nested;
    }

    /** A record type that contains itself without an end. */
    private static Schema loop() {
        Schema loop = Schema.createRecord("Loop", null, "bombs", false);
        loop.setFields(List.of(new Schema.Field("self", loop)));
        return loop;
    }

    private static Schema list() {
        Schema list = Schema.createRecord("Node", null, "bombs", false);
        list.setFields(List.of(new Schema.Field("next", Schema.createUnion(Schema.create(Schema.Type.NULL), list))));
        return list;
    }

    private Schema with(Schema charge) {
        Schema writer = Schema.createRecord(reader.getName(), null, reader.getNamespace(), false);
        List<Schema.Field> fields = new ArrayList<>();
        fields.add(new Schema.Field("bomb", charge));
        reader.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        writer.setFields(fields);
        return writer;
    }
}
