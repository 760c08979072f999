package io.instancebus.projector.fold;

import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Null fields are omitted. */
public final class AvroJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private AvroJson() {}

    public static String of(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            write(value, out);
        }
        return text.toString();
    }

    private static void write(Object value, JsonGenerator out) {
        switch (value) {
            case IndexedRecord datum -> writeRecord(datum, out);
            case Collection<?> items -> {
                out.writeStartArray();
                items.forEach(item -> write(item, out));
                out.writeEndArray();
            }
            case Map<?, ?> entries -> {
                out.writeStartObject();
                ordered(entries).forEach((name, entry) -> {
                    out.writeName(name);
                    write(entry, out);
                });
                out.writeEndObject();
            }
            case Boolean truth -> out.writeBoolean(truth);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Float number -> out.writeNumber(number);
            case Instant time -> out.writeString(time.toString());
            case ByteBuffer bytes -> out.writeBinary(copy(bytes));
            default -> out.writeString(value.toString());
        }
    }

    /** By name, so that the same event is the same text whenever it is folded. */
    private static Map<String, Object> ordered(Map<?, ?> entries) {
        Map<String, Object> ordered = new TreeMap<>();
        entries.forEach((name, entry) -> ordered.put(name.toString(), entry));
        return ordered;
    }

    private static void writeRecord(IndexedRecord datum, JsonGenerator out) {
        out.writeStartObject();
        for (Schema.Field field : datum.getSchema().getFields()) {
            Object value = datum.get(field.pos());
            if (value != null) {
                out.writeName(field.name());
                write(value, out);
            }
        }
        out.writeEndObject();
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }
}
