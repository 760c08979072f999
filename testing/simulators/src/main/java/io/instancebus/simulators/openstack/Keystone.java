package io.instancebus.simulators.openstack;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Issues tokens for a password, an application credential or a Rackspace API key. Thread-safe. */
final class Keystone {
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final Set<String> everIssued = ConcurrentHashMap.newKeySet();
    private volatile boolean denying;
    private volatile String catalogue = OpenstackSimulator.ELSEWHERE;

    void deny(boolean everybody) {
        denying = everybody;
    }

    void catalogue(String nova) {
        catalogue = nova;
    }

    void expire() {
        tokens.clear();
    }

    Set<String> everIssued() {
        return Set.copyOf(everIssued);
    }

    boolean knows(@Nullable String token) {
        return token != null && tokens.contains(token);
    }

    /** POST /v3/auth/tokens. */
    Answer v3(JsonNode body) {
        JsonNode identity = body.path("auth").path("identity");
        JsonNode user = identity.path("password").path("user");
        JsonNode project = body.path("auth").path("scope").path("project");
        boolean scoped = project.path("id").asString("").equals(OpenstackSimulator.PROJECT)
                || project.path("name").asString("").equals(OpenstackSimulator.PROJECT_NAME)
                        && project.path("domain").path("name").asString("").equals("Default");
        boolean password = scoped
                && user.path("name").asString("").equals(OpenstackSimulator.USER)
                && user.path("domain").path("name").asString("").equals("Default")
                && user.path("password").asString("").equals(OpenstackSimulator.PASSWORD);
        JsonNode application = identity.path("application_credential");
        boolean credential = application.path("id").asString("").equals(OpenstackSimulator.APPLICATION)
                && application.path("secret").asString("").equals(OpenstackSimulator.APPLICATION_SECRET);
        if (denying || !password && !credential) {
            return Answer.json(
                    401,
                    Map.of(
                            "error",
                            Map.of(
                                    "code",
                                    401,
                                    "title",
                                    "Unauthorized",
                                    "message",
                                    "The request you have made requires authentication.")));
        }
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000000Z");
        Map<String, Object> token = Map.of(
                "methods", List.of("password"),
                "user",
                        Map.of(
                                "domain",
                                Map.of("id", "default", "name", "Default"),
                                "id",
                                "89c01b67395d4bea945f7f5bfd7f344a",
                                "name",
                                OpenstackSimulator.USER),
                "audit_ids", List.of("GzVGUmOvR7uCkPy1Kw3IHA"),
                "issued_at", now,
                "expires_at", now,
                "project",
                        Map.of(
                                "domain",
                                Map.of("id", "default", "name", "Default"),
                                "id",
                                OpenstackSimulator.PROJECT,
                                "name",
                                OpenstackSimulator.PROJECT_NAME),
                "catalog",
                        List.of(Map.of(
                                "id", "2122bcaa704343c19ad2578410d4961d",
                                "type", "compute",
                                "name", "nova",
                                "endpoints",
                                        List.of(Map.of(
                                                "id", "2122bcaa704343c19ad2578410d4961e",
                                                "interface", "public",
                                                "region", "RegionOne",
                                                "region_id", "RegionOne",
                                                "url", catalogue)))));
        return Answer.json(201, Map.of("token", token)).with("X-Subject-Token", issue());
    }

    /** POST /v2.0/tokens, as at Rackspace. */
    Answer v2(JsonNode body) {
        JsonNode key = body.path("auth").path("RAX-KSKEY:apiKeyCredentials");
        JsonNode password = body.path("auth").path("passwordCredentials");
        boolean known = key.path("username").asString("").equals(OpenstackSimulator.USER)
                        && key.path("apiKey").asString("").equals(OpenstackSimulator.API_KEY)
                || password.path("username").asString("").equals(OpenstackSimulator.USER)
                        && password.path("password").asString("").equals(OpenstackSimulator.PASSWORD);
        if (denying || !known) {
            return Answer.problem(401, "unauthorized", "Unable to authenticate user with credentials provided.");
        }
        return Answer.json(
                200,
                Map.of(
                        "access",
                        Map.of(
                                "token",
                                        Map.of(
                                                "id", issue(),
                                                "expires", "2099-01-01T00:00:00.000Z",
                                                "tenant", Map.of("id", "123456", "name", "123456")),
                                "user", Map.of("id", "10036", "name", OpenstackSimulator.USER, "roles", List.of()),
                                "serviceCatalog",
                                        List.of(Map.of(
                                                "type", "compute",
                                                "name", "cloudServersOpenStack",
                                                "endpoints",
                                                        List.of(Map.of(
                                                                "region", "ORD",
                                                                "tenantId", "123456",
                                                                "publicURL", catalogue)))))));
    }

    private String issue() {
        String token = "token-" + UUID.randomUUID();
        everIssued.add(token);
        tokens.add(token);
        return token;
    }
}
