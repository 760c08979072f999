package io.instancebus.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real connections, including those of malicious clients. */
@Tag("slow")
class ManagementServerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private volatile boolean live = true;
    private volatile Optional<String> unavailableReason = Optional.empty();
    private volatile Optional<String> warning = Optional.empty();
    private volatile byte[] metrics = "a_total 1.0\n".getBytes(StandardCharsets.UTF_8);
    private final ManagementServer server = ManagementServer.start(
            new ManagementConfig(null, 0),
            () -> live,
            new Health(() -> List.of(
                    new HealthCheck("stream", () -> unavailableReason, () -> warning),
                    new HealthCheck("kafka", Optional::empty))),
            () -> metrics);
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        http.close();
        server.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.address() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", URI.create(server.address()).getPort());
        socket.setSoTimeout(120_000);
        sockets.add(socket);
        return socket;
    }

    private Socket send(String bytes) throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        var answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketException reset) {
            // The server closed the connection with unread input; only its response counts.
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    private void assertItAnswers() {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(get("/health/live").statusCode()).isEqualTo(200));
    }

    @Test
    void liveSaysWhetherTheServiceWorksOrWillWithoutHelp() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"LIVE\"}");

        live = false;

        assertThat(get("/health/live").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"NOT_LIVE\"}");
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void readyNamesThePartThatIsNotAndWhy() throws Exception {
        assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"READY\"}");

        unavailableReason = Optional.of("it is being \"restored\"");
        warning = Optional.of("soon");

        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.headers().firstValue("Retry-After")).contains("2");
        assertThat(ready.body())
                .isEqualTo("{\"status\":\"NOT_READY\","
                        + "\"problems\":[{\"part\":\"stream\",\"message\":\"it is being \\\"restored\\\"\"}],"
                        + "\"warnings\":[{\"part\":\"stream\",\"message\":\"soon\"}]}");

        unavailableReason = Optional.empty();

        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").body()).contains("\"READY\"", "soon");
    }

    @Test
    void metricsAreWhatPrometheusReads() throws Exception {
        HttpResponse<String> answer = get("/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body()).isEqualTo("a_total 1.0\n");
        assertThat(send("HEAD", "/metrics").statusCode()).isEqualTo(200);
        assertThat(send("HEAD", "/metrics").body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    void nothingIsChangedHere(String method) throws Exception {
        HttpResponse<String> answer = send(method, "/health/live");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/metrics/", "/metricsx", "/health", "/health/live/x", "/health/live/../ready", "/env"})
    void nothingElseIsShown(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void whatCannotBeReadEndsNothing() throws Exception {
        for (String request : List.of(
                "\r\n\r\n",
                "GET\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /metrics HTTP/9.9\r\n\r\n",
                "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /metrics HTTP/1.1\r\n" + "X: y\r\n".repeat(5_000) + "\r\n",
                "GET http: HTTP/1.1\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "\u0000\u0001\u0002\u0003\r\n\r\n")) {
            try {
                Socket socket = send(request);
                socket.shutdownOutput();
                String ignored = answer(socket);
            } catch (SocketException closed) {
                // The server did not wait for the whole request.
            }
        }
        assertItAnswers();
    }

    @Test
    void clientsThatSendNothingAreLetGoAndMoreThanTheBoundAreRefused() throws Exception {
        for (int i = 0; i < 200; i++) {
            try {
                send("GET /metrics HTTP/1.1\r\nHost:");
            } catch (SocketException refused) {
                // One connection more than the bound.
            }
        }
        assertItAnswers();
    }

    @Test
    void clientsThatDoNotReadAreCutOff() throws Exception {
        metrics = new byte[32 * 1024 * 1024];
        for (int i = 0; i < 12; i++) {
            send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(get("/metrics").body()).hasSize(metrics.length));
    }

    @Test
    void aBodyIsNotReadForLongerThanItMay() throws Exception {
        Socket socket = send("GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nx");
        assertItAnswers();
        assertThat(answer(socket)).contains("LIVE");
    }

    @Test
    void aPortThatIsTakenIsSaidInWords() {
        int port = URI.create(server.address()).getPort();
        assertThatThrownBy(() -> ManagementServer.start(
                        new ManagementConfig("127.0.0.1", port), () -> true, new Health(List::of), () -> metrics))
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("management.port");
    }

    @Test
    void aCheckThatBreaksIsATroubleOfItsPart() {
        Health health = new Health(() -> List.of(new HealthCheck("odd", () -> {
            throw new IllegalStateException("secret words");
        })));
        assertThat(health.troubles())
                .containsExactly(new Health.Finding("odd", "its health is unknown: the health check failed"));
    }
}
