package io.instancebus.provider.openstack;

import static java.util.Objects.requireNonNull;

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
import io.instancebus.simulators.fault.InjectedFault;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import io.instancebus.simulators.openstack.Outage;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The conformance suite for an account at a simulated OpenStack. */
@Except(
        items = Item.IDEMPOTENT_CREATE,
        how = Trial.SIMULATED,
        because = "sequentially and through the worker, which searches for the key first: Nova has no idempotency"
                + " token, so"
                + " two concurrent creates would make two servers; only one worker at a time has a task")
@Takes(in = SightingState.STOPPED, deeds = Deed.REBOOT_BY_FORCE, then = Comes.RUNS)
abstract class OpenstackConformance extends ProviderConformance {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration VERY_LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(150);

    private OpenstackSimulator simulator;
    private Duration timeout = Duration.ofSeconds(5);
    private @Nullable OpenstackProvider provider;

    /** The zone of all servers; null if there are no zones. */
    abstract @Nullable String zone();

    abstract OpenstackProvider account(OpenstackSimulator of, Duration callTimeout);

    @BeforeEach
    void open() {
        simulator = new OpenstackSimulator();
        provider = account(simulator, timeout);
    }

    /** Shortens the time-out for tests that only wait for it. */
    private void beImpatient() {
        provider().close();
        timeout = Duration.ofMillis(2_500);
        provider = account(simulator, timeout);
        // Logs in first, so that only the later call is slow.
        begin();
    }

    @AfterEach
    void close() {
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
    protected Chosen chosenAtProvider(String nativeId) {
        return new Chosen(OpenstackSimulator.IMAGE, zone(), "1", OpenstackSimulator.KEY_PAIR, List.of("default"));
    }

    @Override
    protected Map<FailureCategory, CreateRequest> refused() {
        String quota =
                refusing(403, "forbidden", "Quota exceeded for cores: Requested 1, but already used 20 of 20 cores");
        String auth = refusing(403, "forbidden", "Policy doesn't allow os_compute_api:servers:create to be performed.");
        String limited = refusing(429, "overLimit", "Too many requests");
        String conflict = refusing(
                409, "conflictingRequest", "Multiple possible networks found, use a Network ID to be more specific.");
        String lost = newKey();
        simulator.inject(
                "create",
                lost,
                1,
                new InjectedFault.Answered(false, 404, Map.of(), "<html><body>Not Found</body></html>"));
        return Map.of(
                FailureCategory.INVALID,
                        Accounts.request(newKey(), UUID.randomUUID().toString(), null, null),
                FailureCategory.QUOTA, request(quota),
                FailureCategory.AUTH, request(auth),
                FailureCategory.RATE_LIMITED, request(limited),
                FailureCategory.CONFLICT, request(conflict),
                FailureCategory.RETRYABLE, request(lost));
    }

    private String refusing(int status, String code, String message) {
        String key = newKey();
        simulator.inject("create", key, 1, OpenstackSimulator.refusal(status, code, message));
        return key;
    }

    @Override
    protected Map<FailureCategory, CreateRequest> failingLater() {
        String crowded = newKey();
        simulator.failBuild(crowded, "No valid host was found. There are not enough hosts available.");
        String full = newKey();
        simulator.failBuild(full, "Quota exceeded for gigabytes");
        String broken = newKey();
        simulator.failBuild(broken, "Unexpected vif_type=binding_failed");
        return Map.of(
                FailureCategory.CAPACITY, request(crowded),
                FailureCategory.QUOTA, request(full),
                FailureCategory.INTERNAL, request(broken));
    }

    @Override
    protected Map<FailureCategory, ThrowingCallable> otherwiseRefused() {
        return Map.of(FailureCategory.NOT_FOUND, () -> provider().start(unknownNativeId()));
    }

    @Override
    protected CreateRequest lostAnswer(String requestKey) {
        simulator.inject("create", requestKey, 1, new InjectedFault.Cut(true));
        return request(requestKey);
    }

    /** The service's answer to too many requests, with the time until the next may come. */
    abstract InjectedFault tooManyUntil(int seconds);

    @Override
    protected TooMany tooMany(String requestKey) {
        simulator.inject("create", requestKey, 1, tooManyUntil(7));
        return new TooMany(request(requestKey), Duration.ofSeconds(7));
    }

    @Override
    protected Duration callTimeout() {
        return timeout;
    }

    @Override
    protected CreateRequest slowAnswer(String requestKey) {
        beImpatient();
        simulator.inject("create", requestKey, 1, new InjectedFault.Mute(true));
        return request(requestKey);
    }

    @Override
    protected void slowObservations() {
        beImpatient();
        simulator.outage(Outage.MUTE);
    }

    @Override
    protected String pending(String requestKey) throws ProviderFailure {
        simulator.transition(VERY_LONG);
        String nativeId = provider().create(request(requestKey)).nativeId();
        simulator.transition(SHORT);
        return nativeId;
    }

    @Override
    protected String stopping() throws ProviderFailure {
        String nativeId = provider().create(request(newKey())).nativeId();
        awaitState(nativeId, SightingState.RUNNING);
        simulator.transition(VERY_LONG);
        provider().stop(nativeId, false);
        simulator.transition(SHORT);
        return nativeId;
    }

    @Override
    protected void removeBehindOurBack(String nativeId) {
        simulator.vanish(nativeId);
    }

    /** Several pages; only a few ids are unknown, because a server that is not listed is requested individually. */
    @Override
    protected int crowd() {
        simulator.longestPage(150);
        return provider().capabilities().describeBatch();
    }

    @Override
    protected Map<String, Runnable> outages() {
        beImpatient();
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
    protected Map<String, Consumer<String>> oddMachines() {
        Map<String, Consumer<String>> odd = new LinkedHashMap<>();
        odd.put("a word that is not a state", shownAs(server -> server.put("status", "SIDEWAYS")));
        odd.put("a state without end", shownAs(server -> server.put("status", "SIDEWAYS".repeat(100_000))));
        odd.put("no state", shownAs(server -> server.remove("status")));
        odd.put("no id", shownAs(server -> server.remove("id")));
        odd.put("nothing", shownAs(ObjectNode::removeAll));
        odd.put("metadata that is null", shownAs(server -> server.putNull("metadata")));
        return odd;
    }

    @Override
    protected Map<String, Consumer<String>> oddDetails() {
        return Map.of(
                "times that are none",
                shownAs(server -> server.put("created", "yesterday").put("OS-SRV-USG:launched_at", "soon")),
                "an address that is none",
                shownAs(server ->
                        ((ObjectNode) server.path("addresses").path("private").path(0)).put("addr", "999.1.somewhere")),
                "addresses that are null",
                shownAs(server -> server.putNull("addresses")),
                "progress without end",
                shownAs(server -> server.put("progress", BigInteger.TEN.pow(60))));
    }

    /** In lists and in answers about this server. */
    private Consumer<String> shownAs(Consumer<ObjectNode> odd) {
        return id -> {
            UnaryOperator<String> forgery = answer -> {
                JsonNode root = JSON.readTree(answer);
                Stream.concat(root.path("servers").valueStream(), Stream.of(root.path("server")))
                        .filter(server -> server.path("id").asString("").equals(id))
                        .forEach(server -> odd.accept((ObjectNode) server));
                return root.toString();
            };
            simulator.forge("list", forgery);
            simulator.forge("get", forgery);
        };
    }

    @Override
    protected void recover() {
        simulator.recover();
    }

    /** Nova briefly shows a deleted server, and accepts another delete. */
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
