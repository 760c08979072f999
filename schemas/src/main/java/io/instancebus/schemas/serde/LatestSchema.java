package io.instancebus.schemas.serde;

import io.instancebus.schemas.registry.SchemaRefused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Converts a record to another version of its schema, by Avro's rules: fields are matched by name, never by position,
 * so that a field added or moved in the middle cannot shift the ones after it.
 */
final class LatestSchema {
    private LatestSchema() {}

    static IndexedRecord adapt(IndexedRecord datum, Schema latest) {
        if (datum.getSchema().equals(latest)) {
            return datum;
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<>(datum.getSchema(), model(datum)).write(datum, encoder);
            return new GenericDatumReader<IndexedRecord>(datum.getSchema(), latest, new GenericData())
                    .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
        } catch (IOException | AvroRuntimeException e) {
            throw new SchemaRefused(
                    SchemaRefused.Reason.INCOMPATIBLE,
                    "A " + datum.getSchema().getFullName() + " cannot be written in the subject's latest schema",
                    null);
        }
    }

    private static GenericData model(IndexedRecord datum) {
        return datum instanceof SpecificRecord ? SpecificData.getForClass(datum.getClass()) : GenericData.get();
    }
}
