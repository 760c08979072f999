package io.instancebus.embedded;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request that found its route.
 *
 * @param places what stands in the path where the route has a name
 * @param query the last value of each query parameter
 */
record RegistryRequest(Map<String, String> places, Map<String, String> query, byte[] body) {

    String place(String name) {
        var value = places.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no " + name);
        }
        return value;
    }

    boolean asks(String flag) {
        return Boolean.parseBoolean(query.get(flag));
    }

    /** The id in the path; an id that is no number is not found either. */
    int id() {
        try {
            return Integer.parseInt(place("id"));
        } catch (NumberFormatException e) {
            var problem = RegistryProblem.http(404, "HTTP 404 Not Found");
            problem.initCause(e);
            throw problem;
        }
    }

    CompatibilityLevel level() {
        return CompatibilityLevel.parse(json().path("compatibility").asString(""));
    }

    AvroText schema() {
        var json = json();
        var type = json.path("schemaType").asString("AVRO");
        if (!type.equals("AVRO")) {
            throw RegistryProblem.invalidSchema(
                    "the schema type is " + type + "; this embedded registry keeps AVRO schemas only");
        }
        if (!json.path("references").isEmpty()) {
            throw RegistryProblem.invalidSchema(
                    "this embedded registry does not follow references; write the types into the schema itself");
        }
        if (!json.path("schema").isString()) {
            throw RegistryProblem.invalidSchema("the request has no text in its field \"schema\"");
        }
        return AvroText.parse(json.path("schema").stringValue());
    }

    private JsonNode json() {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            var problem = RegistryProblem.http(400, "The body is not JSON: " + e.getOriginalMessage());
            problem.initCause(e);
            throw problem;
        }
    }
}
