package io.instancebus.provider.openstack;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.CreateRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real OpenStack, accessed without the adapter, and a proxy before it for the accounts of tests. */
final class RealOpenstack implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PREFIX = "INSTANCE_BUS_OPENSTACK_";
    private static final String TAG = "test-run";

    private final String run = UUID.randomUUID().toString();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final OpenstackProxy proxy;
    private final String password;
    private final Token token;

    /** @param user the id of the token's user */
    private record Token(String text, String user) {}

    private RealOpenstack() {
        this.password = read(Path.of(setting("PASSWORD_FILE")));
        this.proxy = new OpenstackProxy(Map.of(
                "identity", URI.create(setting("AUTH_URL")),
                "compute", URI.create(setting("COMPUTE_URL")),
                "image", URI.create(setting("IMAGE_URL"))));
        this.token = logIn();
    }

    /** Skips the test if the environment names no OpenStack, unless one is required. */
    static RealOpenstack reach() {
        boolean there = System.getenv(PREFIX + "AUTH_URL") != null;
        if (!there && "true".equals(System.getenv("INSTANCE_BUS_REQUIRE_OPENSTACK"))) {
            throw new IllegalStateException("an OpenStack is required, and the environment names none");
        }
        assumeTrue(
                there,
                "skipped, because it needs an OpenStack as .ci/openstack makes it, and what that prints in the"
                        + " environment");
        return new RealOpenstack();
    }

    /** A setting that .ci/openstack has printed. */
    static String setting(String name) {
        String value = System.getenv(PREFIX + name);
        if (value == null) {
            throw new IllegalStateException(PREFIX + name + " is not in the environment");
        }
        return value;
    }

    OpenstackProxy proxy() {
        return proxy;
    }

    String password() {
        return password;
    }

    /** The id of the account's user. */
    String user() {
        return token.user();
    }

    /** An account for the project, with its images from Glance. */
    OpenstackProvider account(String... more) {
        return open(withUser(), password, more);
    }

    OpenstackProvider open(Map<String, String> settings, String secret, String... more) {
        settings.putIfAbsent("call-timeout-ms", "25000");
        return Accounts.open(ProviderType.OPENSTACK, settings, secret, more);
    }

    Map<String, String> withUser() {
        Map<String, String> settings = endpoints();
        settings.put("user", setting("USER"));
        settings.put("project-name", setting("PROJECT"));
        settings.put("image-url", proxy.url("image").toString());
        settings.put("password", "file:openstack");
        return settings;
    }

    Map<String, String> endpoints() {
        return new HashMap<>(Map.of(
                "auth-url", proxy.url("identity").toString(),
                "compute-url", proxy.url("compute").toString(),
                "flavor", setting("FLAVOR")));
    }

    CreateRequest create(String key) {
        return create(key, setting("IMAGE"), null, Map.of());
    }

    /** A create with a tag by which the server is removed at the end. */
    CreateRequest create(String key, String image, @Nullable String flavor, Map<String, String> more) {
        Map<String, String> tags = new HashMap<>(more);
        tags.put(TAG, run);
        return new CreateRequest(
                key,
                new InstanceId(UUID.randomUUID().toString()),
                image,
                null,
                flavor == null ? null : new HardwareProfile(flavor, Map.of()),
                "web",
                null,
                List.of(),
                Accounts.USER_DATA.getBytes(StandardCharsets.UTF_8),
                tags);
    }

    /** The servers of the project with this metadata, as Nova shows them. */
    List<JsonNode> servers(String metadata, String value) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode server :
                ask("GET", setting("COMPUTE_URL") + "/servers/detail", "").path("servers")) {
            boolean there = !server.path("status").asString("").equals("DELETED");
            if (there && server.path("metadata").path(metadata).asString("").equals(value)) {
                found.add(server);
            }
        }
        return found;
    }

    JsonNode server(String id) {
        return ask("GET", setting("COMPUTE_URL") + "/servers/" + id, "").path("server");
    }

    /** Sends a request without the adapter and the proxy; an error response fails the test. */
    JsonNode ask(String method, String url, String json) {
        return JSON.readTree(successful(send(method, url, json, token.text())).body());
    }

    private Token logIn() {
        String body = JSON.writeValueAsString(Map.of(
                "auth",
                Map.of(
                        "identity",
                        Map.of(
                                "methods",
                                List.of("password"),
                                "password",
                                Map.of(
                                        "user",
                                        Map.of(
                                                "name", setting("USER"),
                                                "domain", Map.of("name", "Default"),
                                                "password", password))),
                        "scope",
                        Map.of("project", Map.of("name", setting("PROJECT"), "domain", Map.of("name", "Default"))))));
        HttpResponse<String> answer = successful(send("POST", setting("AUTH_URL") + "/auth/tokens", body, null));
        return new Token(
                answer.headers().firstValue("X-Subject-Token").orElseThrow(),
                JSON.readTree(answer.body())
                        .path("token")
                        .path("user")
                        .path("id")
                        .asString());
    }

    private HttpResponse<String> send(String method, String url, String json, @Nullable String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json));
        if (authorization != null) {
            request.header("X-Auth-Token", authorization);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> successful(HttpResponse<String> answer) {
        if (answer.statusCode() >= 400) {
            throw new IllegalStateException(answer + " " + answer.body());
        }
        return answer;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void removeAll() {
        for (JsonNode server : servers(TAG, run)) {
            String url =
                    setting("COMPUTE_URL") + "/servers/" + server.path("id").asString();
            HttpResponse<String> answer = send("DELETE", url, "", token.text());
            if (answer.statusCode() != 404) {
                successful(answer);
            }
        }
    }

    @Override
    public void close() {
        proxy.close();
        client.close();
    }
}
