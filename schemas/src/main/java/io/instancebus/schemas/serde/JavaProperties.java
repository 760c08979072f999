package io.instancebus.schemas.serde;

import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Removes the properties that only Java's code generator reads ({@code avro.java.string} …) from a schema. The result
 * is the schema as it is published, and as clients in other languages register it.
 */
public final class JavaProperties {
    private static final JsonMapper JSON = JsonMapper.shared();

    private JavaProperties() {}

    public static Schema without(Schema schema) {
        return new Schema.Parser().parse(JSON.writeValueAsString(strip(JSON.readTree(schema.toString()))));
    }

    private static JsonNode strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("avro.java.string");
            object.remove("avro.java.string.serialized");
        }
        node.forEach(JavaProperties::strip);
        return node;
    }
}
