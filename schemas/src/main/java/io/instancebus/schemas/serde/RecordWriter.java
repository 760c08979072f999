package io.instancebus.schemas.serde;

import io.instancebus.schemas.registry.RegisteredSchema;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Encodes records into the wire format. Thread-safe: datum writers hold no state between records, and each thread has
 * its own buffer, which is released after a large record.
 */
final class RecordWriter {
    private static final int KEPT = 64 << 10;

    /** How the id of a schema is found. */
    enum SchemaUse {
        /** Registers the record's schema if it is not registered yet. */
        REGISTER,
        /** The record's schema must be registered already. */
        LOOK_UP,
        /** Writes the record in the subject's latest schema. */
        LATEST
    }

    private static final class Buffer extends ByteArrayOutputStream {
        private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(this, null);

        Buffer() {
            super(1 << 10);
        }
    }

    /** A schema whose id under the subject is known. */
    private record Identified(String subject, Schema schema, int id) {
        /** By identity: the registry client compares schemas field by field. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(String otherSubject, Schema other) {
            return schema == other && subject.equals(otherSubject);
        }
    }

    private final SchemaRegistryClient registry;
    private final SchemaUse use;
    private final boolean removeJavaProperties;
    private final ThreadLocal<Buffer> buffers = ThreadLocal.withInitial(Buffer::new);
    private final ConcurrentHashMap<Schema, DatumWriter<Object>> writers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Schema, Schema> stripped = new ConcurrentHashMap<>();
    private volatile @Nullable Identified last;

    RecordWriter(SchemaRegistryClient registry, SchemaUse use, boolean removeJavaProperties) {
        this.registry = registry;
        this.use = use;
        this.removeJavaProperties = removeJavaProperties;
    }

    byte[] write(String subject, IndexedRecord datum) {
        return switch (use) {
            case REGISTER, LOOK_UP -> encode(id(subject, datum.getSchema()), datum.getSchema(), datum);
            case LATEST -> inLatest(registry.latest(subject), datum);
        };
    }

    private int id(String subject, Schema schema) {
        Identified known = last;
        if (known != null && known.isOf(subject, schema)) {
            return known.id();
        }
        Schema shown = removeJavaProperties ? stripped.computeIfAbsent(schema, JavaProperties::without) : schema;
        int id = use == SchemaUse.REGISTER ? registry.register(subject, shown) : registry.idOf(subject, shown);
        last = new Identified(subject, schema, id);
        return id;
    }

    private byte[] inLatest(RegisteredSchema latest, IndexedRecord datum) {
        return encode(latest.id(), latest.schema(), LatestSchema.adapt(datum, latest.schema()));
    }

    private byte[] encode(int id, Schema schema, IndexedRecord datum) {
        Buffer buffer = buffers.get();
        buffer.reset();
        for (int i = 0; i < WireFormat.PREFIX; i++) {
            buffer.write(0);
        }
        try {
            writer(schema, datum).write(datum, buffer.encoder);
            buffer.encoder.flush();
        } catch (IOException | AvroRuntimeException | NullPointerException | ClassCastException e) {
            // Without the cause: Avro puts the invalid value into its message, and that may be secret.
            throw new SerializationException("The record is not a valid " + schema.getFullName() + " ("
                    + e.getClass().getSimpleName() + ")");
        }
        return finished(buffer, id, schema);
    }

    private byte[] finished(Buffer buffer, int id, Schema schema) {
        byte[] value = buffer.toByteArray();
        if (value.length > KEPT) {
            buffers.remove();
        }
        if (value.length > WireFormat.MAX_BYTES) {
            throw new SerializationException("The " + schema.getFullName() + " takes " + value.length
                    + " bytes, more than the " + WireFormat.MAX_BYTES + " allowed");
        }
        WireFormat.putPrefix(value, id);
        return value;
    }

    private DatumWriter<Object> writer(Schema schema, IndexedRecord datum) {
        DatumWriter<Object> known = writers.get(schema);
        return known != null ? known : writers.computeIfAbsent(schema, key -> newWriter(key, datum));
    }

    private static DatumWriter<Object> newWriter(Schema schema, IndexedRecord datum) {
        return datum instanceof SpecificRecord
                ? new SpecificDatumWriter<>(schema, SpecificData.getForClass(datum.getClass()))
                : new GenericDatumWriter<>(schema, GenericData.get());
    }
}
