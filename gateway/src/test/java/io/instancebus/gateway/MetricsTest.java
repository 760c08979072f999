package io.instancebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.gateway.http.HttpDoor;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the door measures, and that no caller can make it measure more. */
class MetricsTest {
    private static final String METRICS = "a_total 1.0\n";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HttpClient http = HttpClient.newHttpClient();
    private final SqliteView view = new SqliteView();
    private HttpDoor door = door(Optional.of(METRICS.getBytes(StandardCharsets.UTF_8)));

    private HttpDoor door(Optional<byte[]> metrics) {
        return new HttpDoor(
                new RecordingPublisher(),
                view,
                List.of(),
                Optional::empty,
                meters,
                metrics.map(bytes -> () -> bytes),
                "127.0.0.1",
                0,
                List.of());
    }

    @AfterEach
    void close() {
        http.close();
        door.close();
        view.close();
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", door.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private long count(String method, String route, int status) {
        Timer timer = meters.find("instancebus.http.requests")
                .tags("method", method, "route", route, "status", Integer.toString(status))
                .timer();
        return timer == null ? 0 : timer.count();
    }

    private static void eventually(Runnable assertion) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion::run);
    }

    @Test
    void requestsAreCountedByTheirRouteAndStatus() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(send("GET", "/v1/instances/i-" + i).statusCode()).isEqualTo(404);
        }
        assertThat(send("GET", "/v1/accounts").statusCode()).isEqualTo(200);

        eventually(() -> {
            assertThat(count("GET", "/v1/instances/{id}", 404)).isEqualTo(3);
            assertThat(count("GET", "/v1/accounts", 200)).isEqualTo(1);
        });
    }

    @Test
    void noCallerMakesALabel() throws Exception {
        for (int i = 0; i < 50; i++) {
            send("GET", "/no/such/path/" + i);
            send("GET", "/v1/instances/" + i + "?x" + i + "=y");
            send("PROPFIND" + i, "/v1/instances");
            raw("GET /v1/instances HTTP/1.1\r\nHost: evil" + i + ".example\r\nConnection: close\r\n\r\n");
            raw("BREW" + i + " /pot HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        }
        eventually(() -> assertThat(count("none", "none", 404)).isGreaterThanOrEqualTo(50));

        Set<String> known = door.routes().stream().map(route -> route.path()).collect(Collectors.toSet());
        assertThat(meters.find("instancebus.http.requests").timers())
                .hasSizeLessThan(10)
                .allSatisfy(timer -> {
                    assertThat(timer.getId().getTag("route"))
                            .satisfiesAnyOf(
                                    route -> assertThat(route).isEqualTo("none"),
                                    route -> assertThat(known).contains(route));
                    assertThat(timer.getId().getTag("method")).isIn("none", "GET", "POST", "DELETE");
                });
    }

    @Test
    void metricsAreShownToWhoeverAsksByWhateverName() throws Exception {
        assertThat(send("GET", "/metrics").body()).isEqualTo(METRICS);
        assertThat(send("GET", "/metrics").headers().firstValue("Content-Type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(raw("GET /metrics HTTP/1.1\r\nHost: prometheus.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(send("POST", "/metrics").statusCode()).isEqualTo(405);
    }

    @Test
    void aGatewayByItselfShowsNoneHere() throws Exception {
        door.close();
        door = door(Optional.empty());
        assertThat(send("GET", "/metrics").statusCode()).isEqualTo(404);
    }
}
