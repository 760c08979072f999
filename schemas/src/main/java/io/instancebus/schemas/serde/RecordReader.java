package io.instancebus.schemas.serde;

import io.instancebus.schemas.registry.SchemaRefused;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.FastReaderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Decodes values: it finds the schema of the writer by id and resolves it into the schema of the reader. Thread-safe:
 * the entry for an id is made once, published by the map and only read afterwards.
 */
final class RecordReader {
    static {
        TrustedClasses.register();
    }

    private static final int MOST = 1_000;

    /** Chooses how to read a record that was written with a schema. */
    @FunctionalInterface
    interface Target {
        View of(Schema writer);
    }

    /** The reader's schema, and the data model that creates its objects. */
    record View(Schema schema, GenericData model) {}

    private record Ready(Schema writer, DatumReader<Object> reader) {}

    private final SchemaRegistryClient registry;
    private final Target target;
    private final ConcurrentHashMap<Integer, Ready> readers = new ConcurrentHashMap<>();

    RecordReader(SchemaRegistryClient registry, Target target) {
        this.registry = registry;
        this.target = target;
    }

    /** @param waited how long the record has waited; null if unknown */
    Object read(byte[] value, @Nullable Duration waited) {
        int id = WireFormat.schemaId(value);
        Ready ready = readers.get(id);
        return decode(value, id, ready != null ? ready : keep(id, prepare(id, waited)));
    }

    /** Bounds the entries, because a client that can register schemas can register any number. */
    private Ready keep(int id, Ready ready) {
        if (readers.size() >= MOST) {
            readers.clear();
        }
        readers.put(id, ready);
        return ready;
    }

    /** Whatever the bytes, the result is an object or an {@link UndecodableRecord}. */
    private static Object decode(byte[] value, int id, Ready ready) {
        BoundedDecoder decoder = new BoundedDecoder(value, WireFormat.PREFIX);
        Object datum;
        try {
            datum = ready.reader().read(null, decoder);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new UndecodableRecord("Not a valid " + name(ready, id) + ": " + Words.of(e), e);
        }
        if (!decoder.isEnd()) {
            throw new UndecodableRecord("Bytes are left over after " + name(ready, id));
        }
        return datum;
    }

    private static String name(Ready ready, int id) {
        return ready.writer().getFullName() + " (schema " + id + ")";
    }

    private Ready prepare(int id, @Nullable Duration waited) {
        Schema writer = writer(id, waited);
        try {
            return prepare(id, writer, target.of(writer));
        } catch (UndecodableRecord e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // The writer chooses the class to load, and everything that is resolved.
            throw new UndecodableRecord(
                    "Schema " + id + " (" + writer.getFullName() + ") cannot be read: " + Words.of(e), e);
        }
    }

    private static Ready prepare(int id, Schema writer, View view) {
        if (!sameName(writer, view.schema())) {
            throw unreadable(id, writer, view, "they are different things", null);
        }
        try {
            // The model's own builder is shared by the whole process, and keeps its results for every schema for ever.
            return new Ready(writer, new FastReaderBuilder(view.model()).createDatumReader(writer, view.schema()));
        } catch (IOException | AvroRuntimeException e) {
            throw unreadable(id, writer, view, Words.of(e), e);
        }
    }

    /**
     * Avro matches records by their unqualified names, and leaves it to the reader to check the name of the top-level
     * record.
     */
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

    private Schema writer(int id, @Nullable Duration waited) {
        try {
            return waited == null ? registry.schema(id) : registry.schema(id, waited);
        } catch (SchemaRefused e) {
            throw switch (e.reason()) {
                case NOT_REGISTERED ->
                    new UnobtainableSchema("The schema registry knows no schema " + id + hint(id), e);
                case WITHHELD -> new UnobtainableSchema(Words.of(e), e);
                case INCOMPATIBLE, INVALID, UNUSABLE, OTHER -> new UndecodableRecord(Words.of(e), e);
            };
        }
    }

    private static String hint(int id) {
        return id == 0 ? "; an eight-byte id (Apicurio's own format) looks like this" : "";
    }
}
