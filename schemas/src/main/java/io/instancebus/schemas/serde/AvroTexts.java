package io.instancebus.schemas.serde;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Finds every text of a record: in its fields, in lists, in keys and values of maps, and in nested records. */
public final class AvroTexts {
    private AvroTexts() {}

    /** Replaces each text in place. Enum symbols are not texts. */
    public static void replaceAll(IndexedRecord datum, UnaryOperator<String> replacement) {
        int fields = datum.getSchema().getFields().size();
        for (int field = 0; field < fields; field++) {
            datum.put(field, replaced(datum.get(field), replacement));
        }
    }

    private static @Nullable Object replaced(@Nullable Object value, UnaryOperator<String> replacement) {
        return switch (value) {
            case CharSequence text -> replacement.apply(text.toString());
            case IndexedRecord inner -> {
                replaceAll(inner, replacement);
                yield inner;
            }
            case List<?> items -> {
                List<@Nullable Object> all = new ArrayList<>();
                items.forEach(item -> all.add(replaced(item, replacement)));
                yield all;
            }
            case Map<?, ?> entries -> {
                Map<Object, @Nullable Object> all = new LinkedHashMap<>();
                entries.forEach(
                        (key, entry) -> all.put(replacement.apply(key.toString()), replaced(entry, replacement)));
                yield all;
            }
            case null, default -> value;
        };
    }
}
