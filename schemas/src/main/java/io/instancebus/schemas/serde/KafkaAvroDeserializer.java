package io.instancebus.schemas.serde;

import io.instancebus.schemas.registry.SchemaRegistryClient;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka deserializer for Avro records. It has the settings of
 * {@code io.confluent.kafka.serializers.KafkaAvroDeserializer}, so that either can replace the other by configuration
 * alone. It returns generic records by default. With {@code specific.avro.reader=true} it returns the generated class
 * with the name of the writer's record, or the class that {@code specific.avro.value.type} names, in that class's own
 * schema.
 *
 * <p>Throws {@link UndecodableRecord} when the bytes can never be read, and
 * {@link io.instancebus.schemas.registry.RegistryUnavailable} when the registry cannot be asked now.
 */
public final class KafkaAvroDeserializer implements Deserializer<Object> {
    private @Nullable SchemaRegistryClient registry;
    private @Nullable RecordReader reader;

    /** For Kafka, which calls {@link #configure} next. */
    public KafkaAvroDeserializer() {}

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        SerdeConfig config = SerdeConfig.of(configs, isKey);
        RecordReader.Target target = target(config);
        SchemaRegistryClient client = SchemaRegistryClient.from(configs);
        registry = client;
        reader = new RecordReader(client, target);
    }

    private static RecordReader.Target target(SerdeConfig config) {
        if (!config.specificReader()) {
            return writer -> new RecordReader.View(writer, GenericData.get());
        }
        Optional<RecordReader.View> named = config.specificType().map(KafkaAvroDeserializer::named);
        return named.<RecordReader.Target>map(view -> writer -> view).orElse(KafkaAvroDeserializer::writersOwn);
    }

    private static RecordReader.View named(String name) {
        try {
            return view(Class.forName(name, true, loader()));
        } catch (ClassNotFoundException e) {
            throw new ConfigException("specific.avro.value.type", name, "there is no such class");
        }
    }

    private static RecordReader.View writersOwn(Schema writer) {
        Class<?> type = new SpecificData(loader()).getClass(writer);
        if (type == null || writer.getType() != Schema.Type.RECORD) {
            throw new UndecodableRecord("There is no generated class for " + writer.getFullName());
        }
        return view(type);
    }

    private static RecordReader.View view(Class<?> type) {
        SpecificData model = SpecificData.getForClass(type);
        return new RecordReader.View(model.getSchema(type), model);
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : Objects.requireNonNull(KafkaAvroDeserializer.class.getClassLoader());
    }

    @Override
    public @Nullable Object deserialize(String topic, byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        return Objects.requireNonNull(reader, "not configured").read(value, null);
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
