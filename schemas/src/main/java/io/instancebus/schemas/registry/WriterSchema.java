package io.instancebus.schemas.registry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Parses schemas that others have registered, within bounds. An accepted schema can be resolved and read with a small
 * stack, and reading a value takes time and memory proportional to its bytes: each item and each field takes at least
 * one byte, and no type contains itself. The contract stays far below each bound.
 */
final class WriterSchema {
    /** The maximum length of the schema's text. */
    static final int MAX_CHARACTERS = 512 << 10;
    /** The maximum nesting of braces and brackets. */
    static final int MAX_NESTING = 200;
    /** The maximum nesting of types. */
    static final int MAX_DEPTH = 32;
    /** The maximum number of types, each counted as often as a value may hold it. */
    static final int MAX_TYPES = 4_000;
    /** The maximum size of a fixed, in bytes. */
    static final int MAX_FIXED = 1 << 20;

    /** The schema is not Avro, or exceeds a bound; this is permanent. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        private Unusable(String message) {
            super(message);
        }

        private Unusable(Throwable cause) {
            super(
                    "it is not an Avro schema: "
                            + (cause instanceof AvroRuntimeException
                                    ? cause.getMessage()
                                    : cause.getClass().getSimpleName()),
                    cause);
        }
    }

    /**
     * The measure of a type.
     *
     * @param types the maximum number of types in a value
     * @param bytes the minimum number of bytes of a value
     * @param depth the nesting of types within it
     */
    private record Extent(int types, long bytes, int depth) {
        static Extent simple(long bytes) {
            return new Extent(1, bytes, 1);
        }

        /** This measure with another type added beside its parts. */
        Extent with(Extent part, long bytesOfPart) {
            return new Extent(
                    Math.min(types + part.types, MAX_TYPES + 1), bytes + bytesOfPart, Math.max(depth, part.depth + 1));
        }
    }

    private final Map<String, Extent> named = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private WriterSchema() {}

    static Schema parse(String text) throws Unusable {
        if (text.length() > MAX_CHARACTERS) {
            throw new Unusable("its text has " + text.length() + " characters, more than " + MAX_CHARACTERS);
        }
        if (nesting(text) > MAX_NESTING) {
            throw new Unusable("its text is nested more than " + MAX_NESTING + " deep");
        }
        try {
            Schema schema = new Schema.Parser().parse(text);
            new WriterSchema().extent(schema);
            return schema;
        } catch (RuntimeException | StackOverflowError e) {
            // Avro throws more than its own exceptions here: those of Jackson, and of casts and missing properties.
            throw new Unusable(e);
        }
    }

    private static int nesting(String text) {
        int deepest = 0;
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                deepest = Math.max(deepest, ++depth);
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return deepest;
    }

    /** The recursion is no deeper than the nesting of the text, because each named type is visited once. */
    private Extent extent(Schema schema) throws Unusable {
        Extent extent = switch (schema.getType()) {
            case RECORD -> record(schema);
            case UNION -> union(schema);
            case ARRAY -> items(schema.getElementType());
            case MAP -> items(schema.getValueType());
            case FIXED -> fixed(schema);
            case FLOAT -> Extent.simple(Float.BYTES);
            case DOUBLE -> Extent.simple(Double.BYTES);
            case NULL -> Extent.simple(0);
            case ENUM, STRING, BYTES, INT, LONG, BOOLEAN -> Extent.simple(1);
        };
        if (extent.types > MAX_TYPES) {
            throw new Unusable("a value may hold more than " + MAX_TYPES + " types");
        }
        if (extent.depth > MAX_DEPTH) {
            throw new Unusable("its types are nested more than " + MAX_DEPTH + " deep");
        }
        return extent;
    }

    private Extent record(Schema schema) throws Unusable {
        Extent known = named.get(schema.getFullName());
        if (known != null) {
            return known;
        }
        if (!open.add(schema.getFullName())) {
            throw new Unusable(schema.getFullName() + " contains itself");
        }
        Extent extent = Extent.simple(0);
        for (Schema.Field field : schema.getFields()) {
            Extent part = part(field.schema());
            extent = extent.with(part, part.bytes);
        }
        named.put(schema.getFullName(), extent);
        return extent;
    }

    /** A branch may take no bytes, because its index takes one. */
    private Extent union(Schema schema) throws Unusable {
        Extent extent = Extent.simple(1);
        for (Schema branch : schema.getTypes()) {
            extent = extent.with(extent(branch), 0);
        }
        return extent;
    }

    private Extent items(Schema item) throws Unusable {
        return Extent.simple(1).with(part(item), 0);
    }

    private Extent part(Schema schema) throws Unusable {
        Extent part = extent(schema);
        if (part.bytes == 0) {
            throw new Unusable("a field or an item of it takes no bytes");
        }
        return part;
    }

    private static Extent fixed(Schema schema) throws Unusable {
        if (schema.getFixedSize() > MAX_FIXED) {
            throw new Unusable(schema.getFullName() + " has more than " + MAX_FIXED + " bytes");
        }
        return Extent.simple(schema.getFixedSize());
    }
}
