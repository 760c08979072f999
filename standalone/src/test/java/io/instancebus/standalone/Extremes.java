package io.instancebus.standalone;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/** Values at and beyond every bound, for every value in a record. */
final class Extremes {
    static final List<String> TEXTS = List.of(
            "",
            " ",
            "a\u0000b",
            "\u0000",
            "half\ud83d",
            "\ude00half",
            "\ufffe\uffff",
            "\u202e\u0007\r\n\t\\N\\.",
            "'; DROP TABLE events; --",
            "x".repeat(64),
            "x".repeat(65),
            "😀".repeat(255),
            "😀".repeat(256),
            "x".repeat(254) + "😀",
            "x".repeat(254) + "\u0000",
            "é".repeat(8_193),
            "😀".repeat(20_000));

    static final List<Long> NUMBERS = List.of(
            Long.MIN_VALUE, Long.MAX_VALUE, (long) Integer.MIN_VALUE, (long) Integer.MAX_VALUE, -1L, 0L, 1L, 65_536L);

    /** Times that Avro can carry, as milliseconds. */
    private static final List<Instant> TIMES = List.of(
            Instant.ofEpochMilli(Long.MIN_VALUE),
            Instant.ofEpochMilli(Long.MAX_VALUE),
            Instant.parse("0000-12-31T23:59:59.999Z"),
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("9999-12-31T23:59:59.999Z"),
            Instant.parse("+10000-01-01T00:00:00Z"),
            Instant.EPOCH);

    private Extremes() {}

    /** A place in a record, with the values to try and a function that sets one. */
    record Place(String path, List<? extends @Nullable Object> values, Consumer<@Nullable Object> replace) {}

    /**
     * Every place in a record: the values that it has, and the optional ones that it could have, at any depth.
     *
     * @param not names of fields to leave unchanged
     */
    static List<Place> places(IndexedRecord datum, String path, Set<String> not) {
        List<Place> places = new ArrayList<>();
        for (Schema.Field field : datum.getSchema().getFields()) {
            if (!not.contains(field.name())) {
                add(
                        places,
                        path + "/" + field.name(),
                        field.schema(),
                        datum.get(field.pos()),
                        value -> datum.put(field.pos(), value),
                        not);
            }
        }
        return places;
    }

    private static void add(
            List<Place> places,
            String path,
            Schema schema,
            @Nullable Object held,
            Consumer<@Nullable Object> replace,
            Set<String> not) {
        switch (schema.getType()) {
            case UNION -> {
                places.add(new Place(path, Arrays.asList((Object) null), replace));
                add(places, path, schema.getTypes().getLast(), held, replace, not);
            }
            case RECORD -> {
                if (held != null) {
                    places.addAll(places((IndexedRecord) held, path, not));
                }
            }
            case ARRAY -> array(places, path, schema, (List<?>) Objects.requireNonNull(held), replace, not);
            case MAP -> places.add(new Place(path, maps(schema.getValueType()), replace));
            default -> places.add(new Place(path, values(schema), replace));
        }
    }

    private static void array(
            List<Place> places,
            String path,
            Schema schema,
            List<?> held,
            Consumer<@Nullable Object> replace,
            Set<String> not) {
        if (held.isEmpty()) {
            throw new IllegalStateException(path + " is empty: nothing in it is generated");
        }
        Object first = held.getFirst();
        List<List<Object>> sizes = List.of(
                List.of(),
                IntStream.range(0, 65).mapToObj(i -> (Object) first).toList(),
                IntStream.range(0, 1_000).mapToObj(i -> (Object) first).toList());
        places.add(new Place(path, sizes, replace));
        add(
                places,
                path + "/0",
                schema.getElementType(),
                first,
                value -> replace.accept(List.of(Objects.requireNonNull(value))),
                not);
    }

    private static List<Object> values(Schema schema) {
        return switch (schema.getType()) {
            case STRING -> List.copyOf(TEXTS);
            case LONG -> schema.getLogicalType() == null ? List.copyOf(NUMBERS) : List.copyOf(TIMES);
            case INT ->
                NUMBERS.stream().map(number -> (Object) number.intValue()).toList();
            case BOOLEAN -> List.of(true, false);
            case BYTES ->
                IntStream.of(0, 15, 16, 31, 32, 33, 65_536, 65_537)
                        .mapToObj(size -> (Object) ByteBuffer.wrap(new byte[size]))
                        .toList();
            case ENUM -> symbols(schema);
            default -> throw new IllegalStateException("no extreme values of " + schema.getType() + " are known");
        };
    }

    private static List<Object> symbols(Schema schema) {
        return List.of(SpecificData.get().getClass(schema).getEnumConstants());
    }

    /** @param values the values to try for a text, or for a list of texts */
    private static List<Map<String, Object>> maps(Schema values) {
        UnaryOperator<Object> as = values.getType() == Schema.Type.ARRAY ? List::of : text -> text;
        List<Map<String, Object>> maps = new ArrayList<>();
        maps.add(Map.of());
        TEXTS.forEach(text -> maps.add(Map.of(text, as.apply("value"))));
        TEXTS.forEach(text -> maps.add(Map.of("name", as.apply(text))));
        Map<String, Object> many = new LinkedHashMap<>();
        IntStream.range(0, 1_000).forEach(i -> many.put("name" + i, as.apply("value")));
        maps.add(many);
        return maps;
    }
}
