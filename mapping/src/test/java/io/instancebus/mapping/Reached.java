package io.instancebus.mapping;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which cases of a contract some records have had: each union null and set, each list and map empty and filled, each enum
 * every symbol, each boolean both. A case is a line, as {@code AdminPassword.toWorkers set}.
 */
final class Reached {
    private final Set<String> cases = new TreeSet<>();

    /** Every case that a schema allows. */
    static Set<String> possible(Schema schema) {
        Set<String> possible = new TreeSet<>();
        collect(schema.getName(), schema, possible, new HashSet<>());
        return possible;
    }

    private static void collect(String place, Schema schema, Set<String> possible, Set<Schema> seen) {
        switch (schema.getType()) {
            case RECORD -> {
                if (seen.add(schema)) {
                    schema.getFields().forEach(field -> collect(place(schema, field), field.schema(), possible, seen));
                }
            }
            case UNION -> {
                possible.addAll(List.of(place + " null", place + " set"));
                collect(place, given(schema), possible, seen);
            }
            case ARRAY -> {
                possible.addAll(List.of(place + " empty", place + " filled"));
                collect(place, schema.getElementType(), possible, seen);
            }
            case MAP -> {
                possible.addAll(List.of(place + " empty", place + " filled"));
                collect(place, schema.getValueType(), possible, seen);
            }
            case ENUM -> schema.getEnumSymbols().forEach(symbol -> possible.add(schema.getName() + " " + symbol));
            case BOOLEAN -> possible.addAll(List.of(place + " false", place + " true"));
            case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, FIXED, NULL -> {
                // One case, which every record has.
            }
        }
    }

    void add(IndexedRecord datum) {
        Schema schema = datum.getSchema();
        schema.getFields().forEach(field -> add(place(schema, field), field.schema(), datum.get(field.pos())));
    }

    private void add(String place, Schema schema, @Nullable Object value) {
        switch (value) {
            case null -> cases.add(place + " null");
            case Object set
            when schema.getType() == Schema.Type.UNION -> {
                cases.add(place + " set");
                add(place, given(schema), set);
            }
            case IndexedRecord inner -> add(inner);
            case Collection<?> items -> {
                cases.add(place + (items.isEmpty() ? " empty" : " filled"));
                items.forEach(item -> add(place, schema.getElementType(), item));
            }
            case Map<?, ?> entries -> {
                cases.add(place + (entries.isEmpty() ? " empty" : " filled"));
                entries.values().forEach(entry -> add(place, schema.getValueType(), entry));
            }
            case Enum<?> symbol -> cases.add(schema.getName() + " " + symbol.name());
            case Boolean is -> cases.add(place + " " + is);
            case Object simple -> {
                // One case.
            }
        }
    }

    Set<String> cases() {
        return cases;
    }

    private static String place(Schema record, Schema.Field field) {
        return record.getName() + "." + field.name();
    }

    /** What a union is of besides null; the contract has no other unions. */
    private static Schema given(Schema union) {
        return union.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }
}
