package io.instancebus.provider.ec2;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.HttpTransport;
import io.instancebus.provider.http.Transport;
import io.instancebus.time.Clocks;
import io.instancebus.time.SteadyTime;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The temporary key of this machine's role, from its instance metadata service, version 2. It is requested when it is
 * first needed, and again from five minutes before its end, when Amazon offers the next one. After a failure it is not
 * requested again for five seconds; a valid old key stays in use. Thread-safe; one thread at a time requests the key.
 */
final class InstanceProfileKey implements AccessKey.Source {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration EARLY = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final URI endpoint;
    private final Clocks clocks;
    // No proxy: it would answer for another machine.
    private final Transport transport = HttpTransport.withoutProxy();
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Temporary held;
    private SteadyTime notBefore = SteadyTime.MIN;
    private ProviderFailure trouble = unreachable("was not asked yet", null);

    private record Temporary(AccessKey key, Instant end) {
        boolean good(Instant at) {
            return at.isBefore(end);
        }
    }

    public InstanceProfileKey(URI endpoint, Clocks clocks) {
        this.endpoint = endpoint;
        this.clocks = clocks;
    }

    /** @throws ProviderFailure AUTH if the machine has no role, RETRYABLE if the service does not answer */
    @Override
    public AccessKey open() throws ProviderFailure {
        Temporary known = held;
        Instant now = clocks.wall().instant();
        if (known != null && known.good(now.plus(EARLY))) {
            return known.key();
        }
        boolean urgent = known == null || !known.good(now);
        if (!entered(urgent)) {
            return Objects.requireNonNull(known).key();
        }
        try {
            return renewed().key();
        } finally {
            asking.unlock();
        }
    }

    /** A thread with a valid key does not wait for another thread that requests the next one. */
    private boolean entered(boolean urgent) throws ProviderFailure {
        if (!urgent) {
            return asking.tryLock();
        }
        try {
            asking.lockInterruptibly();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("did not answer before the thread was interrupted", e);
        }
    }

    private Temporary renewed() throws ProviderFailure {
        Temporary known = held;
        Instant now = clocks.wall().instant();
        if ((known == null || !known.good(now.plus(EARLY)))
                && !clocks.steady().now().isBefore(notBefore)) {
            try {
                known = ask();
                held = known;
            } catch (ProviderFailure e) {
                trouble = e;
            }
            notBefore = clocks.steady().now().plus(PAUSE);
        }
        if (known == null || !known.good(now)) {
            throw trouble;
        }
        return known;
    }

    private Temporary ask() throws ProviderFailure {
        String token = said("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds", "60");
        String role = said("GET", ROLES, "X-aws-ec2-metadata-token", token);
        if (!role.matches("[\\w+=,.@-]{1,64}")) {
            throw ProviderFailure.of(FailureCategory.AUTH, null, "the metadata service names no role of this machine");
        }
        return temporary(said("GET", ROLES + role, "X-aws-ec2-metadata-token", token));
    }

    private String said(String method, String path, String header, String value) throws ProviderFailure {
        Map<String, List<String>> headers = Map.of(header, List.of(value));
        try {
            Transport.Answer answer = transport.exchange(
                    new Transport.Request(method, endpoint.resolve(path), headers, new byte[0]), TIMEOUT);
            return switch (answer.status()) {
                case 200 -> new String(answer.body(), StandardCharsets.UTF_8).strip();
                case 404 ->
                    throw ProviderFailure.of(
                            FailureCategory.AUTH, null, "this machine has no role: no instance profile is attached");
                case 401, 403 ->
                    throw ProviderFailure.of(
                            FailureCategory.AUTH, null, "the metadata service refuses: status " + answer.status());
                default -> throw unreachable("answers with status " + answer.status(), null);
            };
        } catch (IOException | IllegalArgumentException e) {
            throw unreachable("does not answer at " + endpoint + "; is this a machine of EC2?", e);
        }
    }

    /** Without causes, which may quote the answer. */
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
            throw unreachable("gave an answer that is not a key", null);
        }
    }

    private static String text(JsonNode said, String name) {
        String text = said.path(name).asString("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }

    /** A failure before anything was sent to EC2. */
    private static ProviderFailure unreachable(String what, @Nullable Throwable cause) {
        return ProviderFailure.unreachable("the machine's metadata service " + what, cause);
    }
}
