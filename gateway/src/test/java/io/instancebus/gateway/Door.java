package io.instancebus.gateway;

import io.instancebus.gateway.json.Json;
import io.instancebus.service.HealthCheck;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A gateway over a view in SQLite and a publisher that only records, and a client that knocks at it over real HTTP. */
final class Door implements AutoCloseable {
    final SqliteView view = new SqliteView();
    final RecordingPublisher publisher = new RecordingPublisher();
    volatile Optional<String> unavailableReason = Optional.empty();
    final Gateway gateway = new Gateway(
            publisher,
            view,
            List.of(new HealthCheck("projector", () -> unavailableReason)),
            "127.0.0.1",
            0,
            List.of("bus.test"));
    private final HttpClient http = HttpClient.newHttpClient();

    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        JsonNode json() {
            return Json.MAPPER.readTree(response.body());
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String problem() {
            return json().path("type").asString("");
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    /** With Content-Type application/json where there is a body, unless the headers say another. */
    Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.address() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty() && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What no client would send by itself: the bytes as they are, and the answer as it comes. */
    String raw(String request) {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        http.close();
        gateway.close();
        view.close();
    }
}
