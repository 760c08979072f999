package com.example.processes;

import static org.awaitility.Awaitility.await;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The adapter does what every provider must, with real processes. */
@Tried(adapter = "processes", how = Trial.REAL, on = "processes of the machine that the test runs on")
@Except(
        items = {Item.LOST_ANSWER, Item.ADOPTION, Item.CANCELLED_UNKNOWN_CREATE},
        how = Trial.SIMULATED,
        because = "the test drops the answer: one of the operating system is not lost, but the worker may die")
@Except(
        items = {Item.FAILS_AUTH, Item.FAILS_CAPACITY, Item.FAILS_QUOTA},
        how = Trial.NOT_POSSIBLE,
        because = "a test that may run as root is refused neither access nor space; FailuresTest has the mapping")
@Except(
        items = {Item.FAILS_RATE_LIMITED, Item.RATE_LIMITING},
        how = Trial.NOT_POSSIBLE,
        because = "an operating system has no rate limit")
@Except(
        items = {Item.SLOW_CHANGE, Item.SLOW_OBSERVATION},
        how = Trial.NOT_POSSIBLE,
        because = "files and processes are asked in the worker's own process, and a read of a file has no time-out")
@Takes(in = SightingState.STOPPING, deeds = Deed.STOP_BY_FORCE, then = Comes.STOPS)
class ProcessesConformanceTest extends ProviderConformance {
    @TempDir
    private Path root;

    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private final Map<Path, String> changed = new HashMap<>();
    private Machine machine;
    private Provider provider;

    @BeforeEach
    void open() throws IOException {
        machine = Machine.in(root);
        provider = new ProcessesProvider(machine.config()) {
            @Override
            public CreatedInstance create(CreateRequest request) throws ProviderFailure {
                CreatedInstance created = super.create(request);
                if (lost.remove(request.requestKey())) {
                    throw ProviderFailure.outcomeUnknown("the answer was lost", null);
                }
                return created;
            }
        };
    }

    @AfterEach
    void close() throws IOException {
        recover();
        provider.close();
        machine.removeAll();
    }

    @Override
    protected Provider provider() {
        return provider;
    }

    @Override
    protected CreateRequest request(String requestKey) {
        return Machine.request(requestKey, Machine.SLEEPS);
    }

    @Override
    protected String unknownNativeId() {
        return Instances.nativeId(UUID.randomUUID().toString());
    }

    @Override
    protected long instancesAtProvider(String requestKey) {
        return machine.holding(requestKey);
    }

    @Override
    protected Chosen chosenAtProvider(String nativeId) {
        return new Chosen(Machine.SLEEPS, "machine", "machine", null, List.of());
    }

    @Override
    protected Map<FailureCategory, CreateRequest> refused() {
        CreateRequest some = request(newKey());
        CreateRequest sized = new CreateRequest(
                some.requestKey(),
                some.instanceId(),
                some.imageId(),
                null,
                new HardwareProfile(null, Map.of("memory", "1")),
                null,
                null,
                List.of(),
                null,
                Map.of());
        return Map.of(
                FailureCategory.INVALID,
                sized,
                FailureCategory.NOT_FOUND,
                Machine.request(newKey(), "../images/" + Machine.SLEEPS));
    }

    @Override
    protected Map<FailureCategory, CreateRequest> failingLater() {
        return Map.of(FailureCategory.INTERNAL, Machine.request(newKey(), Machine.FAILS));
    }

    @Override
    protected Map<FailureCategory, ThrowingCallable> otherwiseRefused() {
        return Map.of(
                FailureCategory.CONFLICT, () -> provider.reboot(pending(newKey()), false),
                FailureCategory.RETRYABLE,
                        () -> {
                            unmount();
                            provider.create(request(newKey()));
                        });
    }

    @Override
    protected CreateRequest lostAnswer(String requestKey) {
        lost.add(requestKey);
        return request(requestKey);
    }

    /** Its worker died between the two steps of its create. */
    @Override
    protected String pending(String requestKey) throws ProviderFailure {
        return Failures.translated(() ->
                new Creation(machine.instances(), request(requestKey)).add().nativeId());
    }

    @Override
    protected String stopping() throws ProviderFailure {
        String nativeId =
                provider.create(Machine.request(newKey(), Machine.DEAF)).nativeId();
        Path ready = machine.folder().resolve(nativeId).resolve(Instance.HOME).resolve("ready");
        await().atMost(patience()).until(() -> Files.exists(ready));
        provider.stop(nativeId, false);
        return nativeId;
    }

    @Override
    protected void removeBehindOurBack(String nativeId) {
        run(() -> machine.remove(nativeId));
    }

    @Override
    protected Map<String, Consumer<String>> oddMachines() {
        Map<String, Consumer<String>> odd = new LinkedHashMap<>();
        for (String text : List.of("", "image=sleeps\n", "request-key=\\u12\n", "x".repeat(100_000))) {
            odd.put("properties that are none: " + text.length(), id -> change(id, "instance.properties", text));
        }
        for (String text : List.of("", "1 (sh) S\n\n", "99999999999 (sh) S 1\nboot\n")) {
            odd.put("a run that is none: " + text.length(), id -> change(id, "run-1", text));
        }
        return odd;
    }

    @Override
    protected Map<String, Consumer<String>> oddDetails() {
        return Map.of("a time that is none", id -> {
            Path file = machine.folder().resolve(id).resolve("instance.properties");
            change(id, "instance.properties", Machine.text(file).replaceAll("created=.*", "created=yesterday"));
        });
    }

    private void change(String nativeId, String name, String text) {
        Path file = machine.folder().resolve(nativeId).resolve(name);
        changed.put(file, Machine.text(file));
        run(() -> Files.writeString(file, text));
    }

    @Override
    protected Map<String, Runnable> outages() {
        return Map.of("the folder is gone", this::unmount, "an empty folder is in its place", () -> {
            unmount();
            run(() -> Files.createDirectories(machine.folder()));
        });
    }

    private Path elsewhere() {
        return root.resolve("elsewhere");
    }

    private void unmount() {
        if (!Files.exists(elsewhere())) {
            run(() -> Files.move(machine.folder(), elsewhere()));
        }
    }

    @Override
    protected void recover() {
        run(() -> {
            if (Files.exists(elsewhere())) {
                Files.deleteIfExists(machine.folder());
                Files.move(elsewhere(), machine.folder());
            }
            for (Map.Entry<Path, String> each : changed.entrySet()) {
                Files.writeString(each.getKey(), each.getValue());
            }
            changed.clear();
        });
    }

    @Override
    protected Set<String> secrets() {
        return Set.of("top-secret");
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
