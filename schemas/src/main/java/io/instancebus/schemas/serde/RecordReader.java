package io.instancebus.schemas.serde;

import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.registry.SchemaRefused;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Decodes values: the schema of the writer by id, resolved into the schema of the reader. Safe for many threads: what
 * it keeps per id is made once, published by the map and only read afterwards.
 */
final class RecordReader {
    static {
        TrustedClasses.register();
    }

    /** Says what the reader wants to see of a record that was written with a schema. */
    @FunctionalInterface
    interface Target {
        View of(Schema writer);
    }

    /** The reader's schema, and the data model that makes objects of it. */
    record View(Schema schema, GenericData model) {}

    private record Ready(Schema writer, DatumReader<Object> reader) {}

    private final SchemaRegistryClient registry;
    private final Target target;
    private final ConcurrentHashMap<Integer, Ready> readers = new ConcurrentHashMap<>();

    RecordReader(SchemaRegistryClient registry, Target target) {
        this.registry = registry;
        this.target = target;
    }

    Object read(byte[] value) {
        int id = WireFormat.schemaId(value);
        Ready ready = readers.get(id);
        if (ready == null) {
            ready = prepare(id);
            readers.put(id, ready);
        }
        return decode(value, id, ready);
    }

    private static Object decode(byte[] value, int id, Ready ready) {
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(value, WireFormat.PREFIX, value.length - WireFormat.PREFIX, null);
        try {
            Object datum = ready.reader().read(null, decoder);
            if (!decoder.isEnd()) {
                throw new UndecodableRecord("Bytes are left over after " + name(ready, id));
            }
            return datum;
        } catch (IOException | AvroRuntimeException | ClassCastException | IndexOutOfBoundsException e) {
            throw new UndecodableRecord("Not a valid " + name(ready, id) + ": " + Words.of(e), e);
        }
    }

    private static String name(Ready ready, int id) {
        return ready.writer().getFullName() + " (schema " + id + ")";
    }

    private Ready prepare(int id) {
        Schema writer = writer(id);
        View view = target.of(writer);
        if (!sameName(writer, view.schema())) {
            throw unreadable(id, writer, view, "they are different things", null);
        }
        try {
            return new Ready(writer, view.model().getFastReaderBuilder().createDatumReader(writer, view.schema()));
        } catch (IOException | AvroRuntimeException e) {
            throw unreadable(id, writer, view, Words.of(e), e);
        }
    }

    /** Avro matches records by their unqualified names, but leaves it to the reader to insist on it at the top. */
    private static boolean sameName(Schema writer, Schema reader) {
        return writer.getType() == reader.getType() && writer.getName().equals(reader.getName());
    }

    private static UndecodableRecord unreadable(
            int id, Schema writer, View view, String why, @Nullable Exception cause) {
        return new UndecodableRecord(
                "Schema " + id + " (" + writer.getFullName() + ") cannot be read as "
                        + view.schema().getFullName() + ": " + why,
                cause);
    }

    private Schema writer(int id) {
        try {
            return registry.schema(id).orElseThrow(() -> unknownId(id));
        } catch (SchemaRefused e) {
            if (e.reason() == SchemaRefused.Reason.UNUSABLE) {
                throw new UndecodableRecord(Words.of(e), e);
            }
            // The registry objects to the request, which says nothing about the record.
            throw new RegistryUnavailable(Words.of(e), e);
        }
    }

    private static UndecodableRecord unknownId(int id) {
        String hint = id == 0 ? "; an eight-byte id (Apicurio's own format) looks like this" : "";
        return new UndecodableRecord("The schema registry knows no schema " + id + hint);
    }
}
