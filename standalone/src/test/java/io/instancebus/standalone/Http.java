package io.instancebus.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP client with as little logic as curl. */
final class Http {
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final String url;

    Http(String url) {
        this.url = url;
    }

    record Answer(int status, JsonNode body) {}

    Answer get(String path) {
        return send(request(path).GET());
    }

    /** A body that is not JSON. */
    String text(String path) {
        return sendRaw(request(path).GET()).body();
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer post(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60));
    }

    private Answer send(HttpRequest.Builder request) {
        HttpResponse<String> answer = sendRaw(request);
        return new Answer(answer.statusCode(), json.readTree(answer.body().isEmpty() ? "{}" : answer.body()));
    }

    private HttpResponse<String> sendRaw(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
