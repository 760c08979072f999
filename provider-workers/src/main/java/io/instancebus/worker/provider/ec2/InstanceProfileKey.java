package io.instancebus.worker.provider.ec2;

import io.instancebus.domain.FailureCategory;
import io.instancebus.worker.provider.ProviderFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The temporary key of this machine's role, from its instance metadata service, version 2. Asked for when it is first
 * wanted and from five minutes before its end on, when Amazon has the next one; an answer that does not come is waited
 * for once in five seconds, and as long as the old key is good it is used. Safe for many threads.
 */
public final class InstanceProfileKey implements AccessKey.Source {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration EARLY = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int LONGEST_ANSWER = 64 << 10;

    private final URI endpoint;
    private final InstantSource clock;
    // Never through a proxy, which would answer for a machine of its own.
    private final HttpClient http = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(TIMEOUT)
            .build();

    private @Nullable Temporary held;
    private Instant notBefore = Instant.MIN;
    private ProviderFailure trouble = unreachable("was not asked yet", null);

    private record Temporary(AccessKey key, Instant end) {}

    public InstanceProfileKey(URI endpoint, InstantSource clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** @throws ProviderFailure AUTH if the machine has no role, RETRYABLE if nobody answers */
    @Override
    public synchronized AccessKey open() throws ProviderFailure {
        Instant now = clock.instant();
        Temporary known = held;
        boolean old = known == null || !now.isBefore(known.end().minus(EARLY));
        if (old && !now.isBefore(notBefore)) {
            known = renewed(now);
        }
        if (known == null || !now.isBefore(known.end())) {
            throw trouble;
        }
        return known.key();
    }

    private @Nullable Temporary renewed(Instant now) {
        notBefore = now.plus(PAUSE);
        try {
            held = ask();
        } catch (ProviderFailure e) {
            trouble = e;
        }
        return held;
    }

    private Temporary ask() throws ProviderFailure {
        String token = said(HttpRequest.newBuilder(endpoint.resolve("/latest/api/token"))
                .header("X-aws-ec2-metadata-token-ttl-seconds", "60")
                .PUT(BodyPublishers.noBody()));
        String role = said(get(ROLES, token)).strip();
        if (!role.matches("[\\w+=,.@-]{1,64}")) {
            throw ProviderFailure.of(FailureCategory.AUTH, null, "the metadata service names no role of this machine");
        }
        return temporary(said(get(ROLES + role, token)));
    }

    private HttpRequest.Builder get(String path, String token) {
        return HttpRequest.newBuilder(endpoint.resolve(path)).header("X-aws-ec2-metadata-token", token);
    }

    private String said(HttpRequest.Builder request) throws ProviderFailure {
        try {
            HttpResponse<String> answer = http.send(
                    request.timeout(TIMEOUT).build(), BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER));
            return switch (answer.statusCode()) {
                case 200 -> answer.body();
                case 404 ->
                    throw ProviderFailure.of(
                            FailureCategory.AUTH, null, "this machine has no role: no instance profile is attached");
                case 401, 403 ->
                    throw ProviderFailure.of(
                            FailureCategory.AUTH, null, "the metadata service refuses: status " + answer.statusCode());
                default -> throw unreachable("answers with status " + answer.statusCode(), null);
            };
        } catch (IOException | IllegalArgumentException e) {
            throw unreachable("does not answer at " + endpoint + "; is this a machine of EC2?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("was left: interrupted", e);
        }
    }

    /** The causes are left out: they may quote the answer. */
    private static Temporary temporary(String answer) throws ProviderFailure {
        try {
            JsonNode said = JSON.readTree(answer);
            if (!said.path("Code").asString("").equals("Success")) {
                throw unreachable(
                        "has no key for the role: " + said.path("Code").asString("no code"), null);
            }
            AccessKey key =
                    new AccessKey(text(said, "AccessKeyId"), text(said, "SecretAccessKey"), text(said, "Token"));
            return new Temporary(key, Instant.parse(text(said, "Expiration")));
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            throw unreachable("gave an answer that is no key", null);
        }
    }

    private static String text(JsonNode said, String name) {
        String text = said.path(name).asString("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }

    /** Nothing was sent to EC2. */
    private static ProviderFailure unreachable(String what, @Nullable Throwable cause) {
        return ProviderFailure.unreachable("the machine's metadata service " + what, cause);
    }
}
