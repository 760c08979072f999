package io.instancebus.command.state;

import io.instancebus.domain.Text;
import io.instancebus.schemas.serde.AvroTexts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/** Reads and writes records of one generated class as plain Avro binary, with the writer's schema. Thread-safe. */
final class AvroBinary<T extends SpecificRecord> {
    static {
        // Avro instantiates only trusted classes; this adds packages and keeps those that are trusted already.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals("io.instancebus.avro")
                        || type.getPackageName().equals("io.instancebus.command.state.avro")));
    }

    private final Class<T> type;
    private final DatumWriter<T> writer;
    private final DatumReader<T> reader;

    AvroBinary(Class<T> type, Schema written) {
        SpecificData model = SpecificData.getForClass(type);
        Schema schema = model.getSchema(type);
        this.type = type;
        this.writer = new org.apache.avro.specific.SpecificDatumWriter<>(schema, model);
        try {
            this.reader = model.getFastReaderBuilder().createDatumReader(written, schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] write(T datum) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        writeTo(out, datum);
        return out.toByteArray();
    }

    void writeTo(ByteArrayOutputStream out, T datum) {
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a record. Replaces characters that text on the bus must not have, and applies no other bound, so that an
     * accepted command is carried out unchanged.
     *
     * @throws UnreadableState if the bytes do not match the schema
     */
    T read(byte[] bytes, int offset) {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
        try {
            T datum = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new UnreadableState("bytes are left over after a stored " + type.getSimpleName());
            }
            AvroTexts.replaceAll(datum, Text::whole);
            return datum;
        } catch (IOException | AvroRuntimeException | ClassCastException | IndexOutOfBoundsException e) {
            throw new UnreadableState("a stored " + type.getSimpleName() + " is damaged", e);
        }
    }

    T read(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return read(bytes, 0);
    }
}
