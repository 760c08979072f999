package io.instancebus.schemas.serde;

import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes what only Java's code generator reads ({@code avro.java.string} …) out of a schema: what is left is the schema as
 * it is published, and as a client in another language registers it.
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
