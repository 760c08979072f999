package io.instancebus.gateway.http;

import io.instancebus.gateway.json.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The links to all resources, at the root, and the OpenAPI document. */
final class DocumentRoutes {
    private final byte[] yaml;
    private final JsonNode json;

    DocumentRoutes() {
        try (InputStream document =
                Objects.requireNonNull(DocumentRoutes.class.getResourceAsStream("/openapi/openapi.yaml"))) {
            yaml = document.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        json = new YAMLMapper().readTree(yaml);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/", Set.of(), DocumentRoutes::root),
                Route.get("/v1/openapi.json", Set.of(), (ctx, query) -> Responses.json(ctx, 200, json)),
                Route.get(
                        "/v1/openapi.yaml",
                        Set.of(),
                        (ctx, query) -> ctx.contentType("application/yaml").result(yaml)));
    }

    private static void root(Context ctx, Query query) {
        ObjectNode root = Json.object().put("name", "Instance Bus");
        root.putObject("links")
                .put("instances", "/v1/instances")
                .put("events", "/v1/events")
                .put("accounts", "/v1/accounts")
                .put("sealingKeys", "/v1/sealing-keys")
                .put("openapi", "/v1/openapi.json")
                .put("ready", "/health/ready");
        Responses.json(ctx, 200, root);
    }
}
