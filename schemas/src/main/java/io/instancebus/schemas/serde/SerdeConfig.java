package io.instancebus.schemas.serde;

import io.instancebus.schemas.registry.Settings;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/** The settings of the serializer and deserializer, under Confluent's names and with Confluent's defaults. */
record SerdeConfig(Settings settings, boolean isKey) {
    static final String AUTO_REGISTER = "auto.register.schemas";
    static final String USE_LATEST = "use.latest.version";
    static final String REMOVE_JAVA_PROPERTIES = "avro.remove.java.properties";
    static final String SPECIFIC_READER = "specific.avro.reader";
    static final String TOPIC_NAME_STRATEGY = "io.confluent.kafka.serializers.subject.TopicNameStrategy";

    static SerdeConfig of(Map<String, ?> configs, boolean isKey) {
        SerdeConfig config = new SerdeConfig(new Settings(configs), isKey);
        config.refuseOtherStrategies();
        return config;
    }

    RecordWriter.SchemaUse schemaUse() {
        // As in Confluent's serializer, auto.register.schemas takes precedence over use.latest.version.
        if (settings.flag(AUTO_REGISTER, true)) {
            return RecordWriter.SchemaUse.REGISTER;
        }
        return settings.flag(USE_LATEST, false) ? RecordWriter.SchemaUse.LATEST : RecordWriter.SchemaUse.LOOK_UP;
    }

    boolean removeJavaProperties() {
        return settings.flag(REMOVE_JAVA_PROPERTIES, true);
    }

    boolean specificReader() {
        return settings.flag(SPECIFIC_READER, false);
    }

    /** The class to decode into, whatever the name of the writer's record. */
    Optional<String> specificType() {
        return settings.text(isKey ? "specific.avro.key.type" : "specific.avro.value.type");
    }

    String subject(String topic) {
        return topic + (isKey ? "-key" : "-value");
    }

    private void refuseOtherStrategies() {
        String name = isKey ? "key.subject.name.strategy" : "value.subject.name.strategy";
        settings.text(name)
                .filter(strategy -> !strategy.equals(TOPIC_NAME_STRATEGY))
                .ifPresent(strategy -> {
                    throw new ConfigException(name, strategy, "only the topic name strategy is supported");
                });
    }
}
