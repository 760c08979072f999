package io.instancebus.projector.fold;

import io.instancebus.avro.InstanceEvent;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** The body of an envelope: the field that its type names. */
public final class EventBodies {
    /** The body in the history of an event whose type this version does not know. */
    private static final String UNKNOWN = "{}";

    private EventBodies() {}

    /** An event's body as JSON, as the history stores it. */
    public static String text(InstanceEvent event) {
        IndexedRecord body = of(event, event.getType());
        return body == null ? UNKNOWN : AvroJson.of(body);
    }

    /** The body; null if the type is unknown here, or its field is not set. */
    static @Nullable IndexedRecord of(IndexedRecord envelope, String type) {
        if (type.isEmpty()) {
            return null;
        }
        String name = type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
        Schema.Field field = envelope.getSchema().getField(name);
        return field != null && envelope.get(field.pos()) instanceof IndexedRecord body ? body : null;
    }
}
