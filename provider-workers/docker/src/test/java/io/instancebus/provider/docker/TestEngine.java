package io.instancebus.provider.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceId;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.http.Transport;
import io.instancebus.provider.http.Trust;
import io.instancebus.time.Clocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real engine, accessed without the adapter, and a proxy before it for the accounts of tests. */
final class TestEngine implements AutoCloseable {
    /** Built by .ci/docker-engine. */
    static final String IMAGE = "instance-bus/sshd:1";

    private static final JsonMapper JSON = new JsonMapper();
    private static final String TAG = "test-run";

    private final String run = UUID.randomUUID().toString();
    private final UnixSocketTransport past;
    private final EngineProxy proxy;
    private final List<String> images = new CopyOnWriteArrayList<>();

    private TestEngine(Path folder, Path socket) {
        this.past = new UnixSocketTransport(socket);
        this.proxy = new EngineProxy(folder, socket);
    }

    /** Skips the test without an engine that has the image, unless the build requires one. */
    static TestEngine reach(Path folder) {
        String url =
                Optional.ofNullable(System.getenv("INSTANCE_BUS_DOCKER_ENGINE")).orElse("unix:///var/run/docker.sock");
        Path socket = Path.of(URI.create(url).getPath());
        String missing = missing(socket);
        if (!missing.isEmpty() && "true".equals(System.getenv("INSTANCE_BUS_REQUIRE_DOCKER"))) {
            throw new IllegalStateException("a Docker engine is required, and " + missing);
        }
        assumeTrue(
                missing.isEmpty(),
                () -> "skipped, because it needs a Docker engine as .ci/docker-engine makes it: " + missing);
        return new TestEngine(folder, socket);
    }

    private static String missing(Path socket) {
        try (UnixSocketTransport transport = new UnixSocketTransport(socket)) {
            int status = transport
                    .exchange(request("GET", "/images/" + IMAGE + "/json", new byte[0]), Duration.ofSeconds(10))
                    .status();
            return status == 200 ? "" : "the engine at " + socket + " has no image " + IMAGE;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    EngineProxy proxy() {
        return proxy;
    }

    DockerProvider account(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("engine", "unix://" + proxy.socket()));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return DockerProvider.open(DockerConfig.read(settings), new Trust.Machine().context(), Clocks.system());
    }

    CreateRequest create(String key) {
        return create(key, IMAGE, null, null);
    }

    /** A create with a tag by which the container is removed at the end. */
    CreateRequest create(String key, String image, @Nullable HardwareProfile profile, byte @Nullable [] userData) {
        return new CreateRequest(
                key,
                new InstanceId(UUID.randomUUID().toString()),
                image,
                null,
                profile,
                "Web 1",
                null,
                List.of(),
                userData,
                Map.of(TAG, run));
    }

    /** The labels by which a container is removed at the end, as JSON. */
    String marks() {
        return JSON.writeValueAsString(Map.of(Labels.TAG + TAG, run));
    }

    List<JsonNode> containers(String label, String value) {
        String filter = URLEncoder.encode(
                JSON.writeValueAsString(Map.of("label", List.of(label + "=" + value))), StandardCharsets.UTF_8);
        return StreamSupport.stream(
                        ask("GET", "/containers/json?all=true&filters=" + filter)
                                .spliterator(),
                        false)
                .toList();
    }

    JsonNode inspect(String id) {
        return ask("GET", "/containers/" + id + "/json");
    }

    JsonNode ask(String method, String path) {
        return ask(method, path, "");
    }

    /** Sends a request without the adapter and the proxy; an error response fails the test. */
    JsonNode ask(String method, String path, String json) {
        try {
            Transport.Answer answer =
                    past.exchange(request(method, path, json.getBytes(StandardCharsets.UTF_8)), Duration.ofSeconds(60));
            String body = new String(answer.body(), StandardCharsets.UTF_8);
            if (answer.status() >= 400) {
                throw new IllegalStateException(method + " " + path + ": " + answer.status() + " " + body);
            }
            return JSON.readTree(body.isEmpty() ? "null" : body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Transport.Request request(String method, String path, byte[] json) {
        return new Transport.Request(
                method,
                URI.create("http://localhost" + path),
                json.length == 0 ? Map.of() : Map.of("Content-Type", List.of("application/json")),
                json);
    }

    /** Builds an image like the usual one whose containers execute this command; it is removed at the end. */
    String image(String... command) {
        String container = ask("POST", "/containers/create", "{\"Image\":\"%s\"}".formatted(IMAGE))
                .path("Id")
                .asString();
        String tag = UUID.randomUUID().toString();
        String change = URLEncoder.encode("CMD " + JSON.writeValueAsString(command), StandardCharsets.UTF_8);
        ask("POST", "/commit?container=" + container + "&repo=instance-bus/test&tag=" + tag + "&changes=" + change);
        ask("DELETE", "/containers/" + container);
        images.add("instance-bus/test:" + tag);
        return images.getLast();
    }

    void removeAll() {
        for (JsonNode each : containers(Labels.TAG + TAG, run)) {
            ask("DELETE", "/containers/" + each.path("Id").asString() + "?force=true&v=true");
        }
    }

    @Override
    public void close() {
        removeAll();
        images.forEach(image -> ask("DELETE", "/images/" + image + "?force=true"));
        proxy.close();
        past.close();
    }
}
