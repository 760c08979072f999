package io.instancebus.provider.openstack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.tck.Comes;
import io.instancebus.provider.tck.Deed;
import io.instancebus.provider.tck.Except;
import io.instancebus.provider.tck.Item;
import io.instancebus.provider.tck.ProviderConformance;
import io.instancebus.provider.tck.Takes;
import io.instancebus.provider.tck.Trial;
import io.instancebus.provider.tck.Tried;
import io.instancebus.simulators.fault.InjectedFault;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import io.instancebus.simulators.openstack.Outage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.JsonNode;

/**
 * The OpenStack adapter does what every provider must, with a real OpenStack whose hypervisor is Nova's fake driver. A
 * proxy before it loses answers and causes outages.
 */
@Tried(
        adapter = "openstack (real)",
        how = Trial.REAL,
        on = "Keystone, Nova, Glance, Placement and Neutron of OpenStack Zed with Nova's fake hypervisor, behind a"
                + " proxy that loses, delays and forges answers; in an optional job, not in .ci/run")
@Except(
        items = Item.IDEMPOTENT_CREATE,
        how = Trial.REAL,
        because = "sequentially and through the worker, as with the simulator")
@Except(
        items = {
            Item.FAILS_AUTH,
            Item.FAILS_CONFLICT,
            Item.FAILS_RETRYABLE,
            Item.FAILS_RATE_LIMITED,
            Item.RATE_LIMITING,
            Item.UNAVAILABLE
        },
        how = Trial.SIMULATED,
        because = "the proxy answers instead of OpenStack, does not answer, or ends connections")
@Except(
        items = {Item.LOST_ANSWER, Item.ADOPTION, Item.SLOW_CHANGE, Item.SLOW_OBSERVATION, Item.CANCELLED_UNKNOWN_CREATE
        },
        how = Trial.REAL,
        because = "OpenStack carries out the request, and the proxy withholds its answer")
@Except(items = Item.FAILS_INTERNAL, how = Trial.NOT_POSSIBLE, because = "the fake hypervisor has no internal failures")
@Except(
        items = {Item.ILLEGAL_WHILE_PENDING, Item.ILLEGAL_WHILE_STOPPING, Item.CANCELLED_CREATE},
        how = Trial.NOT_POSSIBLE,
        because = "the fake hypervisor completes at once, so a test cannot hold an operation in progress")
@Except(
        items = Item.ODD_MACHINE,
        how = Trial.NOT_POSSIBLE,
        because = "the proxy passes lists on unchanged; the simulator forges them")
@Tag("openstack")
@Tag("slow")
@Takes(in = SightingState.STOPPED, deeds = Deed.REBOOT_BY_FORCE, then = Comes.RUNS)
class RealOpenstackConformanceTest extends ProviderConformance {
    /** Keystone, Nova and the rest share the machine with the test. */
    private static final Duration TIMEOUT = Duration.ofSeconds(25);

    private static final Duration SHORT = Duration.ofSeconds(6);
    private static final int CROWD = 10;
    private static final String CREATE = "POST compute/servers";

    private static @Nullable RealOpenstack openstack;

    private Duration timeout = TIMEOUT;
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
        provider = openstack().account();
    }

    @AfterEach
    void close() {
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
    protected Chosen chosenAtProvider(String nativeId) {
        JsonNode server = openstack().server(nativeId);
        return new Chosen(
                server.path("image").path("id").asString(),
                server.path("OS-EXT-AZ:availability_zone").asString(),
                server.path("flavor").path("id").asString(),
                server.path("key_name").isString() ? server.path("key_name").asString() : null,
                server.path("security_groups")
                        .valueStream()
                        .map(group -> group.path("name").asString())
                        .distinct()
                        .toList());
    }

    @Override
    protected Map<FailureCategory, CreateRequest> refused() {
        Map<String, String> tooManyTags = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            tooManyTags.put("tag-" + i, "");
        }
        String lost = newKey();
        openstack()
                .proxy()
                .inject(
                        CREATE,
                        lost,
                        new InjectedFault.Answered(false, 404, Map.of(), "<html><body>Not Found</body></html>"));
        String auth = refusing(403, "forbidden", "Policy doesn't allow os_compute_api:servers:create to be performed.");
        String limited = refusing(429, "overLimit", "Too many requests");
        String conflict = refusing(
                409, "conflictingRequest", "Multiple possible networks found, use a Network ID to be more specific.");
        return Map.of(
                FailureCategory.AUTH,
                request(auth),
                FailureCategory.RATE_LIMITED,
                request(limited),
                FailureCategory.CONFLICT,
                request(conflict),
                FailureCategory.RETRYABLE,
                request(lost),
                FailureCategory.INVALID,
                openstack().create(newKey(), UUID.randomUUID().toString(), null, Map.of()),
                FailureCategory.QUOTA,
                openstack().create(newKey(), RealOpenstack.setting("IMAGE"), null, tooManyTags));
    }

    private String refusing(int status, String code, String message) {
        String key = newKey();
        openstack().proxy().inject(CREATE, key, OpenstackSimulator.refusal(status, code, message));
        return key;
    }

    @Override
    protected Map<FailureCategory, CreateRequest> failingLater() {
        return Map.of(
                FailureCategory.CAPACITY,
                openstack()
                        .create(
                                newKey(),
                                RealOpenstack.setting("IMAGE"),
                                RealOpenstack.setting("IMPOSSIBLE_FLAVOR"),
                                Map.of()));
    }

    @Override
    protected Map<FailureCategory, ThrowingCallable> otherwiseRefused() {
        return Map.of(FailureCategory.NOT_FOUND, () -> provider().start(unknownNativeId()));
    }

    @Override
    protected CreateRequest lostAnswer(String requestKey) {
        openstack().proxy().inject(CREATE, requestKey, new InjectedFault.Cut(true));
        return request(requestKey);
    }

    @Override
    protected TooMany tooMany(String requestKey) {
        openstack()
                .proxy()
                .inject(
                        CREATE,
                        requestKey,
                        new InjectedFault.Answered(
                                false,
                                429,
                                Map.of("Retry-After", "7"),
                                "{\"overLimit\": {\"code\": 429, \"message\": \"Too many requests\"}}"));
        return new TooMany(request(requestKey), Duration.ofSeconds(7));
    }

    /** Shortens the time-out for tests that only wait for it. */
    private void beImpatient() {
        provider().close();
        timeout = SHORT;
        provider = openstack().account("call-timeout-ms", Long.toString(SHORT.toMillis()));
    }

    @Override
    protected Duration callTimeout() {
        return timeout;
    }

    @Override
    protected CreateRequest slowAnswer(String requestKey) {
        beImpatient();
        openstack().proxy().inject(CREATE, requestKey, new InjectedFault.Mute(true));
        return request(requestKey);
    }

    @Override
    protected void slowObservations() throws ProviderFailure {
        beImpatient();
        // After the login, so that only the look is slow.
        assertThat(provider().findByRequestKey(newKey())).isEmpty();
        openstack().proxy().outage(Outage.MUTE);
    }

    @Override
    protected void removeBehindOurBack(String nativeId) {
        var unused = openstack().ask("DELETE", RealOpenstack.setting("COMPUTE_URL") + "/servers/" + nativeId, "");
    }

    /** The number that this machine creates in reasonable time. */
    @Override
    protected int crowd() {
        return CROWD;
    }

    @Override
    protected Duration patience() {
        return Duration.ofMinutes(3);
    }

    @Override
    protected Map<String, Runnable> outages() {
        beImpatient();
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

    /** Nova briefly shows a deleted server, and accepts another delete. */
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
