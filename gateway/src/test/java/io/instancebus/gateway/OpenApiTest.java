package io.instancebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.gateway.http.HttpDoor;
import io.instancebus.gateway.http.Route;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenApiTest {
    @Test
    void theDocumentHasExactlyTheRoutesAndTheirParameters() {
        Map<String, Set<String>> routes = new TreeMap<>();
        try (SqliteView view = new SqliteView();
                HttpDoor door = new HttpDoor(
                        new RecordingPublisher(),
                        view,
                        List.of(),
                        Optional::empty,
                        new SimpleMeterRegistry(),
                        Optional.of(() -> new byte[0]),
                        "127.0.0.1",
                        0,
                        List.of())) {
            for (Route route : door.routes()) {
                routes.put(route.path() + " " + route.method().name().toLowerCase(Locale.ROOT), route.query());
            }
        }
        assertThat(documented()).isEqualTo(routes);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        JsonNode document = document();
        List<String> references = document.findValuesAsString("$ref");
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    private static Map<String, Set<String>> documented() {
        JsonNode document = document();
        Map<String, Set<String>> operations = new TreeMap<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    Set<String> query = new TreeSet<>();
                    for (JsonNode reference : operation.getValue().path("parameters")) {
                        JsonNode parameter =
                                document.at(reference.get("$ref").asString().substring(1));
                        if (parameter.get("in").asString().equals("query")) {
                            query.add(parameter.get("name").asString());
                        }
                    }
                    operations.put(path.getKey() + " " + operation.getKey(), query);
                }));
        return operations;
    }

    private static JsonNode document() {
        try (Door door = new Door()) {
            assertThat(door.get("/v1/openapi.yaml").response().body()).startsWith("openapi: 3.1.0");
            return door.get("/v1/openapi.json").json();
        }
    }
}
