package io.instancebus.schemas.serde;

import io.instancebus.schemas.registry.SchemaRegistryClient;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka serializer for Avro records, generated or generic. It has the settings of
 * {@code io.confluent.kafka.serializers.KafkaAvroSerializer} and writes the same bytes, so that either can replace the
 * other by configuration alone. Null stays null: a tombstone.
 */
public final class KafkaAvroSerializer implements Serializer<Object> {
    private @Nullable SchemaRegistryClient registry;
    private @Nullable SerdeConfig config;
    private @Nullable RecordWriter writer;

    /** For Kafka, which calls {@link #configure} next. */
    public KafkaAvroSerializer() {}

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        SerdeConfig given = SerdeConfig.of(configs, isKey);
        SchemaRegistryClient client = SchemaRegistryClient.from(configs);
        config = given;
        registry = client;
        writer = new RecordWriter(client, given.schemaUse(), given.removeJavaProperties());
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object datum) {
        return switch (datum) {
            case null -> null;
            case IndexedRecord value ->
                Objects.requireNonNull(writer, "not configured").write(subject(topic), value);
            default ->
                throw new SerializationException("Only Avro records can be written, not "
                        + datum.getClass().getName());
        };
    }

    private String subject(String topic) {
        return Objects.requireNonNull(config, "not configured").subject(topic);
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
