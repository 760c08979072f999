package io.instancebus.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the view over HTTP, as any client would. */
final class ViewReader {
    private static final String OBSERVATION = "observation";

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final String url;

    ViewReader(String url) {
        this.url = url;
    }

    /** Whether the condition became true in time. */
    boolean await(Duration atMost, Predicate<ViewReader> seen) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (!seen.test(this)) {
            if (System.nanoTime() > until) {
                return false;
            }
            Thread.sleep(50);
        }
        return true;
    }

    /** The state of an instance; empty while the view does not have it. */
    String state(String instanceId) {
        return get("/v1/instances/" + instanceId).path("state").asString("");
    }

    List<String> instances() {
        List<String> lines = new ArrayList<>();
        lines.add("%-38s %-8s %-9s %-7s %-10s %s"
                .formatted("instanceId", "name", "state", "image", "account", "actions"));
        for (JsonNode item : get("/v1/instances").path("items")) {
            lines.add("%-38s %-8s %-9s %-7s %-10s %s"
                    .formatted(
                            text(item, "instanceId"),
                            text(item, "name"),
                            text(item, "state"),
                            text(item, "imageId"),
                            text(item, "account"),
                            String.join(" ", strings(item.path("actions")))));
        }
        return lines;
    }

    /** The history, one line for each event. */
    List<String> history(String instanceId) {
        List<String> lines = new ArrayList<>();
        for (JsonNode item :
                get("/v1/instances/" + instanceId + "/events?limit=500").path("items")) {
            lines.add("%3d  %-24s  %-23s %s"
                    .formatted(
                            item.path("sequence").asLong(0), text(item, "recordedAt"), text(item, "type"), who(item)));
        }
        return lines;
    }

    /**
     * Who caused an event. The actor is who asked for the change; what the provider did without a command is not the
     * actor's.
     */
    static String who(JsonNode event) {
        String actor = text(event, "actor");
        if (!text(event, "causationId").startsWith(OBSERVATION)) {
            return "by " + actor;
        }
        return event.has("commandId")
                ? "seen at the provider, as " + actor + " had asked"
                : "seen at the provider; nobody had asked";
    }

    private static String text(JsonNode item, String field) {
        return item.path(field).asString("");
    }

    private static List<String> strings(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asString("")));
        return texts;
    }

    private JsonNode get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return json.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException failure) {
            throw new UncheckedIOException("the gateway at " + url + " does not answer", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}
