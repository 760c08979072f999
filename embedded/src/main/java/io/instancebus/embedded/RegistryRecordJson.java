package io.instancebus.embedded;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Registry records as keys and values of the topic, in the form in which Confluent's registry writes its own. The order
 * of a key's fields is fixed, since compaction compares bytes.
 */
final class RegistryRecordJson {
    private static final JsonMapper json = JsonMapper.shared();
    private static final int MOST = 1_000_000_000;

    private RegistryRecordJson() {}

    static String key(RegistryRecord written) {
        return switch (written) {
            case RegistryRecord.Version(SchemaVersion version) ->
                json.createObjectNode()
                        .put("keytype", "SCHEMA")
                        .put("subject", version.subject())
                        .put("version", version.version())
                        .put("magic", 1)
                        .toString();
            case RegistryRecord.Level(var subject, var level) ->
                json.createObjectNode()
                        .put("keytype", "CONFIG")
                        .put("subject", subject)
                        .put("magic", 0)
                        .toString();
        };
    }

    static String value(RegistryRecord written) {
        return switch (written) {
            case RegistryRecord.Version(SchemaVersion version) ->
                json.createObjectNode()
                        .put("subject", version.subject())
                        .put("version", version.version())
                        .put("id", version.id())
                        .put("schema", version.schema())
                        .put("deleted", version.deleted())
                        .toString();
            case RegistryRecord.Level(var subject, var level) ->
                json.createObjectNode().put("compatibilityLevel", level.name()).toString();
        };
    }

    /**
     * The record that was written, or nothing if it is of a kind that only other registries write.
     *
     * @throws IllegalArgumentException if it cannot be understood
     */
    static Optional<RegistryRecord> read(@Nullable String key, @Nullable String value) {
        if (key == null || value == null) {
            return Optional.empty();
        }
        try {
            var keyNode = json.readTree(key);
            var valueNode = json.readTree(value);
            return switch (keyNode.path("keytype").asString()) {
                case "SCHEMA" -> Optional.of(new RegistryRecord.Version(version(valueNode)));
                case "CONFIG" -> Optional.of(level(keyNode, valueNode));
                default -> Optional.empty();
            };
        } catch (JacksonException | RegistryProblem e) {
            throw new IllegalArgumentException("not a record of a schema registry", e);
        }
    }

    private static SchemaVersion version(JsonNode value) {
        var schema = AvroText.parse(value.required("schema").stringValue());
        return new SchemaVersion(
                value.required("subject").stringValue(),
                number(value, "version"),
                number(value, "id"),
                schema.text(),
                value.path("deleted").asBoolean(false));
    }

    /** With room for the next. */
    private static int number(JsonNode value, String name) {
        int number = value.required(name).intValue();
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException(name + " is " + number);
        }
        return number;
    }

    private static RegistryRecord level(JsonNode key, JsonNode value) {
        var subject = key.path("subject").isString() ? key.path("subject").stringValue() : null;
        return new RegistryRecord.Level(
                subject,
                CompatibilityLevel.parse(value.required("compatibilityLevel").stringValue()));
    }
}
