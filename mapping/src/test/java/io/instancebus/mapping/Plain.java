package io.instancebus.mapping;

import io.instancebus.domain.Bytes;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProviderType;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Values of either side by the names of their fields, so that a record of the contract can be compared with the domain's
 * where nothing maps it back. What is null is left out.
 */
final class Plain {
    private Plain() {}

    static Map<String, Object> of(Record value) {
        Map<String, Object> fields = new TreeMap<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                put(fields, component.getName(), component.getAccessor().invoke(value));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("the component " + component + " cannot be read", e);
            }
        }
        return fields;
    }

    static Map<String, Object> of(IndexedRecord value) {
        Map<String, Object> fields = new TreeMap<>();
        for (Schema.Field field : value.getSchema().getFields()) {
            put(fields, field.name(), value.get(field.pos()));
        }
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, plain(value));
        }
    }

    private static Object plain(Object value) {
        return switch (value) {
            case InstanceId id -> id.value();
            case CommandId id -> id.value();
            case ProviderType type -> type.label();
            case Bytes bytes -> ByteBuffer.wrap(bytes.toArray());
            case Duration duration -> duration.toMillis();
            case Enum<?> symbol -> symbol.name();
            case IndexedRecord inner -> of(inner);
            case Record inner -> of(inner);
            case List<?> items ->
                items.stream().map(Objects::requireNonNull).map(Plain::plain).toList();
            case Map<?, ?> entries -> Map.copyOf(entries);
            case Object simple -> simple;
        };
    }
}
