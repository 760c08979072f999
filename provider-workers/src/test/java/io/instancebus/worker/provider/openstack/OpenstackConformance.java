package io.instancebus.worker.provider.openstack;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.SightingState;
import io.instancebus.embedded.openstack.OpenstackSimulator;
import io.instancebus.embedded.openstack.Outage;
import io.instancebus.embedded.openstack.Trouble;
import io.instancebus.worker.provider.CreateRequest;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderConformance;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/** What every provider must do, for an account with a simulated OpenStack; everything is logged that there is. */
abstract class OpenstackConformance extends ProviderConformance {
    private final OpenstackSimulator simulator = new OpenstackSimulator();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private @Nullable Level level;
    private @Nullable OpenstackProvider provider;

    abstract OpenstackProvider account(OpenstackSimulator of);

    @BeforeEach
    void open() {
        level = root.getLevel();
        root.setLevel(Level.TRACE);
        provider = account(simulator);
    }

    @AfterEach
    void close() {
        root.setLevel(level);
        provider().close();
        simulator.close();
    }

    @Override
    protected Provider provider() {
        return requireNonNull(provider);
    }

    @Override
    protected CreateRequest request(String requestKey) {
        return Accounts.request(requestKey);
    }

    @Override
    protected String unknownNativeId() {
        return UUID.randomUUID().toString();
    }

    @Override
    protected long instancesAtProvider(String requestKey) {
        return simulator.servers(Creation.REQUEST, requestKey);
    }

    @Override
    protected Map<FailureCategory, CreateRequest> refused() {
        String quota =
                refusing(403, "forbidden", "Quota exceeded for cores: Requested 1, but already used 20 of 20 cores");
        String auth = refusing(403, "forbidden", "Policy doesn't allow os_compute_api:servers:create to be performed.");
        String limited = refusing(429, "overLimit", "Too many requests");
        String conflict = refusing(
                409, "conflictingRequest", "Multiple possible networks found, use a Network ID to be more specific.");
        return Map.of(
                FailureCategory.INVALID,
                        Accounts.request(newKey(), UUID.randomUUID().toString(), null, null),
                FailureCategory.QUOTA, request(quota),
                FailureCategory.AUTH, request(auth),
                FailureCategory.RATE_LIMITED, request(limited),
                FailureCategory.CONFLICT, request(conflict));
    }

    private String refusing(int status, String code, String message) {
        String key = newKey();
        simulator.trouble("create", key, 1, Trouble.refusal(status, code, message));
        return key;
    }

    @Override
    protected Optional<CreateRequest> lostAnswer(String requestKey) {
        simulator.trouble("create", requestKey, 1, new Trouble.Reset(true));
        return Optional.of(request(requestKey));
    }

    @Override
    protected Map<String, Runnable> outages() {
        Map<String, Runnable> outages = new LinkedHashMap<>();
        outages.put("connections end", () -> simulator.outage(Outage.RESET));
        outages.put("mute", () -> simulator.outage(Outage.MUTE));
        outages.put("503", () -> simulator.outage(Outage.UNAVAILABLE));
        outages.put("404 of a load balancer", () -> simulator.outage(Outage.WRONG_PAGE));
        outages.put("token expired, login refused", () -> {
            simulator.outage(Outage.NONE);
            simulator.denyLogins(true);
            simulator.expireTokens();
        });
        return outages;
    }

    @Override
    protected void recover() {
        simulator.recover();
    }

    /** For a moment Nova shows what it has deleted, and lets it be deleted again. */
    @Override
    protected boolean isOver(SightingState state) {
        return state == SightingState.MISSING;
    }

    @Override
    protected Set<String> secrets() {
        Set<String> secrets = new HashSet<>(simulator.tokens());
        secrets.addAll(Set.of(
                OpenstackSimulator.PASSWORD,
                OpenstackSimulator.API_KEY,
                OpenstackSimulator.ADMIN_PASSWORD,
                "top-secret",
                Base64.getEncoder().encodeToString(Accounts.USER_DATA.getBytes(StandardCharsets.UTF_8))));
        return secrets;
    }
}
