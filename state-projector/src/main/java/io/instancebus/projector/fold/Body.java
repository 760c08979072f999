package io.instancebus.projector.fold;

import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** The body of an envelope: the field that its type names. */
final class Body {
    /** What stands in the history for a body that this reader does not know. */
    static final String UNKNOWN = "{}";

    private Body() {}

    /** The body; null where the type is not known here, or names nothing that is set. */
    static @Nullable IndexedRecord of(IndexedRecord envelope, String type) {
        if (type.isEmpty()) {
            return null;
        }
        String name = type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
        Schema.Field field = envelope.getSchema().getField(name);
        return field != null && envelope.get(field.pos()) instanceof IndexedRecord body ? body : null;
    }
}
