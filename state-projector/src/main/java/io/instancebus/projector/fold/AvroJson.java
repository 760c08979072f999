package io.instancebus.projector.fold;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * Values of the contract as JSON. Null fields are omitted. This writes the few kinds of value that the contract has by
 * itself, because it runs several times for each event, and a general generator costs as much to set up as to use.
 */
public final class AvroJson {
    private static final int USUAL_LENGTH = 256;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private AvroJson() {}

    public static String of(Object value) {
        StringBuilder text = new StringBuilder(USUAL_LENGTH);
        write(value, text);
        return text.toString();
    }

    private static void write(Object value, StringBuilder out) {
        switch (value) {
            case CharSequence text -> quote(text.toString(), out);
            case IndexedRecord datum -> record(datum, out);
            case Collection<?> items -> array(items, out);
            case Map<?, ?> entries -> object(entries, out);
            case Boolean truth -> out.append(truth.booleanValue());
            case Integer number -> out.append(number.intValue());
            case Long number -> out.append(number.longValue());
            case Double number -> number(number, out);
            case Float number -> number(number, out);
            case ByteBuffer bytes -> quote(Base64.getEncoder().encodeToString(copy(bytes)), out);
            default -> quote(value.toString(), out);
        }
    }

    /** JSON has no number that is infinite or none: they are text. */
    private static void number(Number number, StringBuilder out) {
        if (Double.isFinite(number.doubleValue())) {
            out.append(number);
        } else {
            quote(number.toString(), out);
        }
    }

    private static void array(Collection<?> items, StringBuilder out) {
        char before = '[';
        for (Object item : items) {
            out.append(before);
            write(item, out);
            before = ',';
        }
        out.append(before == '[' ? "[]" : "]");
    }

    /** By name, so that the same event is the same text whenever it is folded. */
    private static void object(Map<?, ?> entries, StringBuilder out) {
        Map<String, Object> ordered = new TreeMap<>();
        entries.forEach((name, entry) -> ordered.put(name.toString(), entry));
        char before = '{';
        for (Map.Entry<String, Object> entry : ordered.entrySet()) {
            out.append(before);
            quote(entry.getKey(), out);
            out.append(':');
            write(entry.getValue(), out);
            before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private static void record(IndexedRecord datum, StringBuilder out) {
        char before = '{';
        for (Schema.Field field : datum.getSchema().getFields()) {
            Object value = datum.get(field.pos());
            if (value != null) {
                // A field's name is letters, digits and underscores.
                out.append(before).append('"').append(field.name()).append("\":");
                write(value, out);
                before = ',';
            }
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        int written = 0;
        for (int index = 0; index < text.length(); index++) {
            char each = text.charAt(index);
            if (each < ' ' || each == '"' || each == '\\') {
                out.append(text, written, index);
                escape(each, out);
                written = index + 1;
            }
        }
        out.append(text, written, text.length()).append('"');
    }

    private static void escape(char each, StringBuilder out) {
        switch (each) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default -> out.append("\\u").append(HEX.toHexDigits(each));
        }
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }
}
