package io.instancebus.provider.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The Docker adapter passes the conformance suite, with a real engine. */
@Tried(
        adapter = "docker",
        how = Trial.REAL,
        on = "a real Docker engine behind a proxy that loses, delays and forges answers")
@Except(
        items = {Item.FAILS_AUTH, Item.FAILS_CAPACITY, Item.FAILS_RETRYABLE, Item.FAILS_RATE_LIMITED, Item.RATE_LIMITING
        },
        how = Trial.SIMULATED,
        because = "the proxy answers instead of the engine; an engine has no rate limit, but a gateway before it"
                + " may answer 429")
@Except(
        items = {Item.LOST_ANSWER, Item.ADOPTION, Item.SLOW_CHANGE, Item.SLOW_OBSERVATION, Item.CANCELLED_UNKNOWN_CREATE
        },
        how = Trial.REAL,
        because = "the engine carries out the request, and the proxy withholds its answer")
@Except(
        items = Item.UNAVAILABLE,
        how = Trial.SIMULATED,
        because = "the proxy is stopped, ends connections, does not answer, or answers as no engine would")
@Except(
        items = Item.ODD_MACHINE,
        how = Trial.SIMULATED,
        because = "the proxy changes one container in the engine's own answer")
@Except(items = Item.FAILS_QUOTA, how = Trial.NOT_POSSIBLE, because = "an engine has no quotas")
@Except(
        items = Item.ILLEGAL_WHILE_STOPPING,
        how = Trial.NOT_POSSIBLE,
        because = "an engine shows a container that is being stopped as running until it has stopped")
@Takes(
        in = SightingState.PENDING,
        deeds = {Deed.START, Deed.REBOOT, Deed.REBOOT_BY_FORCE},
        then = Comes.RUNS)
@Takes(
        in = SightingState.PENDING,
        deeds = {Deed.STOP, Deed.STOP_BY_FORCE},
        then = Comes.NOTHING)
@Takes(
        in = SightingState.STOPPED,
        deeds = {Deed.REBOOT, Deed.REBOOT_BY_FORCE},
        then = Comes.RUNS)
@Tag("docker")
@Tag("slow")
class DockerConformanceTest extends ProviderConformance {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SECRET = "top-secret";

    @TempDir
    private static Path folder;

    private static TestEngine engine;
    private static String broken;

    private DockerProvider provider;
    private Duration timeout;

    @BeforeAll
    static void reach() {
        engine = TestEngine.reach(folder);
        broken = engine.image("/bin/sh", "-c", "exit 3");
    }

    @AfterAll
    static void leave() {
        if (engine != null) {
            engine.close();
        }
    }

    @BeforeEach
    void open() {
        reopen(Duration.ofSeconds(15));
    }

    private void reopen(Duration callTimeout) {
        if (provider != null) {
            provider.close();
        }
        timeout = callTimeout;
        provider = engine.account("call-timeout-ms", Long.toString(callTimeout.toMillis()), "stop-timeout-s", "1");
    }

    /** Shortens the time-out for tests that only wait for it. */
    private void beImpatient(Duration callTimeout) {
        reopen(callTimeout);
        begin();
    }

    @AfterEach
    void close() {
        provider.close();
        engine.proxy().recover();
        engine.removeAll();
    }

    @Override
    protected Provider provider() {
        return provider;
    }

    @Override
    protected CreateRequest request(String requestKey) {
        return engine.create(requestKey, TestEngine.IMAGE, null, userData().getBytes(StandardCharsets.UTF_8));
    }

    private static String userData() {
        return "#cloud-config\n# " + SECRET;
    }

    @Override
    protected String unknownNativeId() {
        return (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
    }

    @Override
    protected long instancesAtProvider(String requestKey) {
        return engine.containers(Labels.REQUEST, requestKey).size();
    }

    @Override
    protected Chosen chosenAtProvider(String nativeId) {
        return new Chosen(TestEngine.IMAGE, "engine", null, null, List.of());
    }

    @Override
    protected Map<FailureCategory, CreateRequest> refused() {
        String taken = newKey();
        engine.ask(
                "POST",
                "/containers/create?name=" + Labels.containerName(taken),
                "{\"Image\":\"%s\",\"Labels\":%s}".formatted(TestEngine.IMAGE, engine.marks()));
        String crowded = newKey();
        engine.proxy().answer(crowded, 500, "{\"message\":\"write /x: no space left on device\"}");
        String forbidden = newKey();
        engine.proxy().answer(forbidden, 403, "{\"message\":\"authorization denied by plugin\"}");
        String busy = newKey();
        engine.proxy().answer(busy, 429, "{\"message\":\"too many requests\"}");
        String away = newKey();
        engine.proxy().answer(away, 503, "{\"message\":\"the service is not available\"}");
        Map<FailureCategory, CreateRequest> refused = new EnumMap<>(FailureCategory.class);
        refused.put(FailureCategory.NOT_FOUND, engine.create(newKey(), "no-such-image:1", null, null));
        refused.put(
                FailureCategory.INVALID,
                engine.create(newKey(), TestEngine.IMAGE, new HardwareProfile(null, Map.of("memory", "1")), null));
        refused.put(FailureCategory.CONFLICT, request(taken));
        refused.put(FailureCategory.CAPACITY, request(crowded));
        refused.put(FailureCategory.AUTH, request(forbidden));
        refused.put(FailureCategory.RATE_LIMITED, request(busy));
        refused.put(FailureCategory.RETRYABLE, request(away));
        return refused;
    }

    @Override
    protected Map<FailureCategory, CreateRequest> failingLater() {
        return Map.of(FailureCategory.INTERNAL, engine.create(newKey(), broken, null, null));
    }

    @Override
    protected CreateRequest lostAnswer(String requestKey) {
        // The answer to the start is lost; the container already runs. DockerProviderTest covers a lost answer to the
        // create.
        engine.proxy().loseAnswerOnce("/start");
        return request(requestKey);
    }

    @Override
    protected TooMany tooMany(String requestKey) {
        engine.proxy().answerOnce(requestKey, 429, "{\"message\":\"too many requests\"}");
        return new TooMany(request(requestKey), null);
    }

    @Override
    protected Duration callTimeout() {
        return timeout;
    }

    @Override
    protected CreateRequest slowAnswer(String requestKey) {
        // By then the container exists, and its start has begun.
        beImpatient(Duration.ofSeconds(8));
        engine.proxy().withholdAnswerOnce("/start");
        return request(requestKey);
    }

    @Override
    protected void slowObservations() {
        beImpatient(Duration.ofSeconds(3));
        engine.proxy().withholdAnswers("/json");
    }

    /** Created and not started, as if the worker had died in between. */
    @Override
    protected String pending(String requestKey) {
        engine.proxy().answerOnce("/start", 502, "");
        ProviderFailure unknown = failure(() -> provider.create(request(requestKey)));
        assertThat(unknown.isOutcomeUnknown()).isTrue();
        return engine.containers(Labels.REQUEST, requestKey)
                .getFirst()
                .path("Id")
                .asString();
    }

    @Override
    protected void removeBehindOurBack(String nativeId) {
        engine.ask("DELETE", "/containers/" + nativeId + "?force=true&v=true");
    }

    @Override
    protected Map<String, Runnable> outages() {
        beImpatient(Duration.ofSeconds(3));
        Map<String, Runnable> outages = new LinkedHashMap<>();
        outages.put("gone", () -> engine.proxy().vanish());
        outages.put("cut", () -> {
            engine.proxy().recover();
            engine.proxy().cut("");
        });
        outages.put("mute", () -> {
            engine.proxy().recover();
            engine.proxy().mute("");
        });
        for (String body : new String[] {"{\"message\":\"page not found\"}", "not here", "[]"}) {
            outages.put("404 for everything: " + body, () -> {
                engine.proxy().recover();
                engine.proxy().answer("", 404, body);
            });
        }
        for (String body : new String[] {"", "null", "{}", "<html>", "[{"}) {
            outages.put("200 with the body " + body, () -> {
                engine.proxy().recover();
                engine.proxy().answer("", 200, body);
            });
        }
        return outages;
    }

    @Override
    protected Map<String, Consumer<String>> oddMachines() {
        Map<String, Consumer<String>> odd = new LinkedHashMap<>();
        odd.put("a word that is not a state", listedAs(container -> container.put("State", "sideways")));
        odd.put("a state that is no word", listedAs(container -> container.put("State", 7)));
        odd.put("no state", listedAs(container -> container.remove("State")));
        odd.put("no id", listedAs(container -> container.remove("Id")));
        odd.put("nothing", listedAs(ObjectNode::removeAll));
        odd.put("labels that are none", listedAs(container -> container.put("Labels", "none")));
        odd.put("inspected, it is no container", id -> {
            engine.proxy().forge("/containers/json", shownAs(id, container -> container.put("State", "exited")));
            engine.proxy().forge("/containers/" + id + "/json", answer -> "{\"State\":[]}");
        });
        return odd;
    }

    @Override
    protected Map<String, Consumer<String>> oddDetails() {
        return Map.of(
                "a time that is none", listedAs(container -> container.put("Created", "yesterday")),
                "a time without end", listedAs(container -> container.put("Created", Long.MAX_VALUE)),
                "ports that are null", listedAs(container -> container.putNull("Ports")),
                "networks that are no object", listedAs(container -> container.put("NetworkSettings", 1)));
    }

    /** Listed and inspected, it is in the same odd state. */
    private static Consumer<String> listedAs(Consumer<ObjectNode> odd) {
        return id -> {
            engine.proxy().forge("/containers/json", shownAs(id, odd));
            engine.proxy()
                    .forge(
                            "/containers/" + id + "/json",
                            answer -> answer.replace("\"Status\":\"running\"", "\"Status\":\"sideways\""));
        };
    }

    private static UnaryOperator<String> shownAs(String id, Consumer<ObjectNode> odd) {
        return answer -> {
            JsonNode root = JSON.readTree(answer);
            root.valueStream()
                    .filter(container -> container.path("Id").asString("").equals(id))
                    .forEach(container -> odd.accept((ObjectNode) container));
            return root.toString();
        };
    }

    @Override
    protected void recover() {
        engine.proxy().recover();
    }

    @Override
    protected Set<String> secrets() {
        byte[] userData = userData().getBytes(StandardCharsets.UTF_8);
        return Set.of(SECRET, Base64.getEncoder().encodeToString(userData));
    }
}
