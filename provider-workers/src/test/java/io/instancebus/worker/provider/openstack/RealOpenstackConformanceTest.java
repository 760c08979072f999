package io.instancebus.worker.provider.openstack;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.SightingState;
import io.instancebus.embedded.openstack.Outage;
import io.instancebus.embedded.openstack.Trouble;
import io.instancebus.worker.provider.CreateRequest;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderConformance;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/**
 * The OpenStack adapter does what every provider must, with a real OpenStack whose hypervisor is Nova's fake driver. Lost
 * answers and outages are made by a proxy before it.
 */
class RealOpenstackConformanceTest extends ProviderConformance {
    private static @Nullable RealOpenstack openstack;

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level usual = root.getLevel();
    private @Nullable OpenstackProvider provider;

    @BeforeAll
    static void reach() {
        openstack = RealOpenstack.reach();
    }

    @AfterAll
    static void leave() {
        if (openstack != null) {
            openstack.close();
        }
    }

    @BeforeEach
    void open() {
        root.setLevel(Level.TRACE);
        provider = openstack().account();
    }

    @AfterEach
    void close() {
        root.setLevel(usual);
        provider().close();
        openstack().proxy().recover();
        openstack().removeAll();
    }

    private static RealOpenstack openstack() {
        return requireNonNull(openstack);
    }

    @Override
    protected Provider provider() {
        return requireNonNull(provider);
    }

    @Override
    protected CreateRequest request(String requestKey) {
        return openstack().create(requestKey);
    }

    @Override
    protected String unknownNativeId() {
        return UUID.randomUUID().toString();
    }

    @Override
    protected long instancesAtProvider(String requestKey) {
        return openstack().servers(Creation.REQUEST, requestKey).size();
    }

    @Override
    protected Map<FailureCategory, CreateRequest> refused() {
        Map<String, String> tooManyTags = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            tooManyTags.put("tag-" + i, "");
        }
        return Map.of(
                FailureCategory.INVALID,
                openstack().create(newKey(), UUID.randomUUID().toString(), null, Map.of()),
                FailureCategory.QUOTA,
                openstack().create(newKey(), RealOpenstack.setting("IMAGE"), null, tooManyTags));
    }

    @Override
    protected Optional<CreateRequest> lostAnswer(String requestKey) {
        openstack().proxy().trouble("POST compute/servers", requestKey, new Trouble.Reset(true));
        return Optional.of(request(requestKey));
    }

    @Override
    protected Map<String, Runnable> outages() {
        OpenstackProxy proxy = openstack().proxy();
        Map<String, Runnable> outages = new LinkedHashMap<>();
        outages.put("connections end", () -> proxy.outage(Outage.RESET));
        outages.put("mute", () -> proxy.outage(Outage.MUTE));
        outages.put("503", () -> proxy.outage(Outage.UNAVAILABLE));
        outages.put("404 of a load balancer", () -> proxy.outage(Outage.WRONG_PAGE));
        return outages;
    }

    @Override
    protected void recover() {
        openstack().proxy().recover();
    }

    /** For a moment Nova shows what it has deleted, and lets it be deleted again. */
    @Override
    protected boolean isOver(SightingState state) {
        return state == SightingState.MISSING;
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(
                openstack().password(),
                "top-secret",
                Base64.getEncoder().encodeToString(Accounts.USER_DATA.getBytes(StandardCharsets.UTF_8)));
    }
}
