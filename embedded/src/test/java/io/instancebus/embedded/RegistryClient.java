package io.instancebus.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a registry over HTTP as any client would. */
final class RegistryClient {
    private static final JsonMapper json = JsonMapper.shared();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    RegistryClient(String url) {
        this.url = url;
    }

    record Reply(int status, String contentType, String text) {
        JsonNode json() {
            return json.readTree(text);
        }

        int errorCode() {
            return json().path("error_code").asInt(-1);
        }

        String message() {
            return json().path("message").asString("");
        }
    }

    Reply get(String path) {
        return send("GET", path, "");
    }

    Reply delete(String path) {
        return send("DELETE", path, "");
    }

    Reply send(String method, String path, String body) {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Reply(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + path + " was not answered", e);
        }
    }

    Reply register(String subject, String schema) {
        return send("POST", "/subjects/" + subject + "/versions", body(schema));
    }

    int idOf(String subject, String schema) {
        var reply = register(subject, schema);
        if (reply.status() != 200) {
            throw new AssertionError(reply);
        }
        return reply.json().required("id").intValue();
    }

    static String body(String schema) {
        return json.createObjectNode().put("schema", schema).toString();
    }

    /** A record of that name whose fields are strings; those that end in ? have a default. */
    static String record(String name, String... fields) {
        var schema = json.createObjectNode().put("type", "record").put("name", name);
        var array = schema.putArray("fields");
        for (var field : fields) {
            var node = array.addObject().put("name", field.replace("?", "")).put("type", "string");
            if (field.endsWith("?")) {
                node.put("default", "");
            }
        }
        return schema.toString();
    }
}
