package io.instancebus.gateway.http;

import io.instancebus.gateway.json.FieldError;
import io.instancebus.gateway.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A problem document (RFC 9457). The caller sees all of it.
 *
 * @param detail what is wrong, and what to do
 * @param errors the errors of single fields; may be empty
 * @param more further members of the document
 * @param headers further headers of the response, such as Allow and Retry-After
 */
public record Problem(
        ProblemType type,
        int status,
        String detail,
        List<FieldError> errors,
        Map<String, JsonNode> more,
        Map<String, String> headers) {
    static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        errors = List.copyOf(errors);
        more = Map.copyOf(more);
        headers = Map.copyOf(headers);
    }

    public static Problem of(ProblemType type, String detail) {
        return of(type, detail, List.of());
    }

    public static Problem of(ProblemType type, String detail, List<FieldError> errors) {
        return new Problem(type, type.status(), detail, errors, Map.of(), Map.of());
    }

    Problem with(String member, JsonNode value) {
        Map<String, JsonNode> all = new LinkedHashMap<>(more);
        all.put(member, value);
        return new Problem(type, status, detail, errors, all, headers);
    }

    Problem withHeader(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Problem(type, status, detail, errors, more, all);
    }

    Problem withStatus(int other) {
        return new Problem(type, other, detail, errors, more, headers);
    }

    ProblemException thrown() {
        return new ProblemException(this);
    }

    /** The document for a request to this path. */
    byte[] document(String path) {
        return Json.MAPPER.writeValueAsBytes(json(path));
    }

    /** The same, as a part of another document. */
    ObjectNode json(String path) {
        ObjectNode json = Json.object();
        json.put("type", type.uri());
        json.put("title", type.title());
        json.put("status", status);
        json.put("detail", detail);
        json.put("instance", path);
        if (!errors.isEmpty()) {
            ArrayNode list = json.putArray("errors");
            errors.forEach(error -> list.addObject().put("field", error.field()).put("message", error.message()));
        }
        more.forEach(json::set);
        return json;
    }
}
