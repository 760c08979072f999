package io.instancebus.schemas.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends a request to the first registry that answers. After a transient failure (no connection, 408, 429, 5xx) it tries
 * the next URL, and after the last one all again after a bounded pause. It returns any other answer to the caller.
 */
final class RegistryTransport implements AutoCloseable {
    private static final String CONTENT = "application/vnd.schemaregistry.v1+json";
    private static final int MAX_ANSWER = 4 << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RegistryConfig config;
    private final HttpClient http;
    /** The URL that answered last, which is tried first next time. */
    private final AtomicInteger favourite = new AtomicInteger();

    RegistryTransport(RegistryConfig config) {
        this.config = config;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER);
        if (config.tls() != null) {
            builder.sslContext(config.tls());
        }
        this.http = builder.build();
    }

    RegistryAnswer get(String path) {
        return send("GET", path, null);
    }

    RegistryAnswer post(String path, String body) {
        return send("POST", path, body);
    }

    private RegistryAnswer send(String method, String path, @Nullable String body) {
        Failure last = new Failure("no URL was tried", null);
        for (int round = 0; round <= config.retries(); round++) {
            if (round > 0) {
                pause(round);
            }
            int first = favourite.get();
            for (int i = 0; i < config.urls().size(); i++) {
                int index = (first + i) % config.urls().size();
                switch (attempt(config.urls().get(index), method, path, body)) {
                    case Answered answered -> {
                        favourite.set(index);
                        return answered.answer();
                    }
                    case Failure failure -> last = failure;
                }
            }
        }
        throw new RegistryUnavailable(
                "Schema registry at " + config.urls() + " did not answer: " + last.message(), last.cause());
    }

    private sealed interface Attempt permits Answered, Failure {}

    private record Answered(RegistryAnswer answer) implements Attempt {}

    private record Failure(String message, @Nullable Throwable cause) implements Attempt {}

    private Attempt attempt(URI base, String method, String path, @Nullable String body) {
        try {
            HttpResponse<byte[]> response = http.send(
                    request(base, method, path, body),
                    HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
            return judge(base, response);
        } catch (IOException e) {
            String words = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return new Failure(base + ": " + words, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private HttpRequest request(URI base, String method, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(config.readTimeout())
                .header("Accept", CONTENT + ", application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (body != null) {
            request.header("Content-Type", CONTENT);
        }
        config.credentials().authorization().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    private static Attempt judge(URI base, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status >= 500 || status == 429 || status == 408) {
            return new Failure(base + " answered HTTP " + status, null);
        }
        if (status == 401 || status == 403) {
            throw new RegistryUnavailable(base + " refused the credentials: HTTP " + status, null);
        }
        if (status >= 300 && status < 400) {
            throw new RegistryUnavailable(base + " redirects: HTTP " + status + "; name its own URL", null);
        }
        return parse(base, status, response.body());
    }

    private static Attempt parse(URI base, int status, byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return new Answered(new RegistryAnswer(status, json));
        } catch (JacksonException e) {
            // Not the answer of a registry: a proxy's page, or a path that leads elsewhere.
            throw new RegistryUnavailable(
                    base + " is no schema registry: HTTP " + status + " with a body that is not JSON", null);
        }
    }

    /** Doubles with each round, with jitter, so that many clients do not return at the same time. */
    private void pause(int round) {
        Duration full = config.firstBackoff().multipliedBy(1L << Math.min(round - 1, 20));
        long most = Math.min(full.toMillis(), config.longestBackoff().toMillis());
        try {
            Thread.sleep(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
