package io.instancebus.fuzzing;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Valid records of a schema of the contract. An envelope has one of its bodies, which its type names. The first variant
 * omits optional fields, the last one has many items in each list, and the choices (enums, the forms of a protected
 * text) differ between variants.
 */
final class ValidRecords {
    private static final int VARIANTS = 4;
    private static final int MANY = 40;
    private static final long TIME = Instant.parse("2026-01-01T12:00:00Z").toEpochMilli();

    private final int variant;

    private ValidRecords(int variant) {
        this.variant = variant;
    }

    static List<GenericRecord> of(Schema schema) {
        List<Schema.Field> bodies =
                schema.getFields().stream().filter(ValidRecords::isBody).toList();
        List<GenericRecord> valid = new ArrayList<>();
        for (int variant = 0; variant < VARIANTS; variant++) {
            ValidRecords maker = new ValidRecords(variant);
            if (bodies.isEmpty()) {
                valid.add(maker.plain(schema));
            }
            bodies.forEach(body -> valid.add(maker.envelope(schema, bodies, body)));
        }
        return valid;
    }

    private static boolean isBody(Schema.Field field) {
        Schema body = given(field.schema());
        return field.schema().isNullable()
                && body.getType() == Schema.Type.RECORD
                && body.getName().equalsIgnoreCase(field.name());
    }

    private GenericRecord envelope(Schema schema, List<Schema.Field> bodies, Schema.Field body) {
        GenericRecord envelope = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            if (field.equals(body)) {
                envelope.put(field.pos(), plain(given(field.schema())));
            } else if (!bodies.contains(field)) {
                envelope.put(field.pos(), value(field.name(), field.schema()));
            }
        }
        envelope.put("type", given(body.schema()).getName());
        return envelope;
    }

    private GenericRecord plain(Schema schema) {
        GenericRecord valid = new GenericData.Record(schema);
        List<Schema.Field> fields = schema.getFields();
        boolean choice = fields.stream().allMatch(field -> field.schema().isNullable());
        for (Schema.Field field : fields) {
            if (!choice) {
                valid.put(field.pos(), value(field.name(), field.schema()));
            } else if (field.pos() == variant % fields.size()) {
                valid.put(field.pos(), some(field.name(), given(field.schema())));
            }
        }
        return valid;
    }

    private @Nullable Object value(String name, Schema schema) {
        return schema.isNullable() && variant == 0 ? null : some(name, given(schema));
    }

    private Object some(String name, Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> plain(schema);
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(1 + variant % (schema.getEnumSymbols().size() - 1)));
            case ARRAY -> Collections.nCopies(items(), some(name, schema.getElementType()));
            case MAP ->
                IntStream.range(0, items())
                        .boxed()
                        .collect(Collectors.toMap(item -> "key-" + item, item -> some(name, schema.getValueType())));
            case STRING -> text(name);
            case BYTES -> ByteBuffer.wrap(new byte[32]);
            case LONG -> schema.getLogicalType() instanceof LogicalTypes.TimestampMillis ? TIME : 1L;
            case INT -> name.toLowerCase(Locale.ROOT).endsWith("port") ? 22 : 1;
            case BOOLEAN -> variant % 2 == 1;
            case FLOAT, DOUBLE, FIXED, UNION, NULL ->
                throw new IllegalArgumentException("the contract has no " + schema.getType());
        };
    }

    private int items() {
        return variant == VARIANTS - 1 ? MANY : variant == 0 ? 0 : 1;
    }

    private static String text(String name) {
        return switch (name) {
            case "instanceId" -> "i-1";
            case "account" -> "box";
            case "provider" -> "sandbox";
            case "reference" -> "file:secret";
            case "address" -> "192.0.2.1";
            case "output" -> "out\nput";
            default -> name + "-1";
        };
    }

    /** The schema of a union apart from null. */
    private static Schema given(Schema schema) {
        return schema.getType() != Schema.Type.UNION
                ? schema
                : schema.getTypes().stream()
                        .filter(each -> each.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow();
    }
}
