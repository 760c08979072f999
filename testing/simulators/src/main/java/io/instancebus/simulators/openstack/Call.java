package io.instancebus.simulators.openstack;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A request, identified by what it asks for.
 *
 * @param name token, create, list, get, delete, os-start, os-stop, reboot, images, flavors, zones, glance; else the
 *     path
 * @param id the id of the server; empty if the request concerns none
 * @param version the requested microversion; 2.1 if there is none
 */
record Call(
        String name,
        String id,
        boolean rackspace,
        @Nullable String token,
        String version,
        Map<String, String> query,
        String body) {
    private static final String SERVERS = "/servers";

    static Call of(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        boolean rackspace = path.contains("/v2.0/") || path.contains("/compute/v2/");
        String below = path.replaceFirst("^/(identity|compute)/v[0-9.]+(/" + OpenstackSimulator.ACCOUNT + ")?", "");
        String id = below.matches(SERVERS + "/(?!detail$)[^/]+(/action)?") ? below.split("/", -1)[2] : "";
        return new Call(
                name(exchange.getRequestMethod(), below, id, body),
                id,
                rackspace,
                exchange.getRequestHeaders().getFirst("X-Auth-Token"),
                Objects.requireNonNullElse(
                        exchange.getRequestHeaders().getFirst("X-OpenStack-Nova-API-Version"), "2.1"),
                query(exchange.getRequestURI().getRawQuery()),
                body);
    }

    private static String name(String method, String below, String id, String body) {
        String what = method + " " + (id.isEmpty() ? below : below.replace(id, "ID"));
        return switch (what) {
            case "POST /auth/tokens", "POST /tokens" -> "token";
            case "POST /servers" -> "create";
            case "GET /servers/detail" -> "list";
            case "GET /servers/ID" -> "get";
            case "DELETE /servers/ID" -> "delete";
            case "POST /servers/ID/action" ->
                Answer.JSON.readTree(body).propertyNames().iterator().next();
            case "GET /images/detail" -> "images";
            case "GET /image/v2/images" -> "glance";
            case "GET /flavors/detail" -> "flavors";
            case "GET /os-availability-zone" -> "zones";
            default -> what;
        };
    }

    JsonNode json() {
        return body.isEmpty() ? MissingNode.getInstance() : Answer.JSON.readTree(body);
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(
                        pair.substring(0, Math.max(0, equals)),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }
}
