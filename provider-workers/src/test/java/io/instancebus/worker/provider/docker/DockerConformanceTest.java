package io.instancebus.worker.provider.docker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.worker.provider.CreateRequest;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderConformance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The Docker adapter does what every provider must, with a real engine. */
class DockerConformanceTest extends ProviderConformance {
    private static final String SECRET = "top-secret";

    @TempDir
    private static Path folder;

    private static TestEngine engine;

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level usual = root.getLevel();
    private DockerProvider provider;

    @BeforeAll
    static void reach() {
        engine = TestEngine.reach(folder);
    }

    @AfterAll
    static void leave() {
        if (engine != null) {
            engine.close();
        }
    }

    @BeforeEach
    void open() {
        root.setLevel(Level.TRACE);
        provider = engine.account("call-timeout-ms", "5000", "stop-timeout-s", "2");
    }

    @AfterEach
    void close() {
        root.setLevel(usual);
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
        return engine.create(
                requestKey, TestEngine.IMAGE, null, ("#cloud-config\n# " + SECRET).getBytes(StandardCharsets.UTF_8));
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
        Map<FailureCategory, CreateRequest> refused = new EnumMap<>(FailureCategory.class);
        refused.put(FailureCategory.NOT_FOUND, engine.create(newKey(), "no-such-image:1", null, null));
        refused.put(
                FailureCategory.INVALID,
                engine.create(newKey(), TestEngine.IMAGE, new HardwareProfile(null, Map.of("memory", "1")), null));
        refused.put(FailureCategory.CONFLICT, request(taken));
        refused.put(FailureCategory.CAPACITY, request(crowded));
        refused.put(FailureCategory.AUTH, request(forbidden));
        refused.put(FailureCategory.RATE_LIMITED, request(busy));
        return refused;
    }

    @Override
    protected Optional<CreateRequest> lostAnswer(String requestKey) {
        // Of the start: what was made is up. That the create's own answer is lost is in DockerProviderTest.
        engine.proxy().loseAnswerOnce("/start");
        return Optional.of(request(requestKey));
    }

    @Override
    protected Map<String, Runnable> outages() {
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
    protected void recover() {
        engine.proxy().recover();
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(SECRET);
    }
}
