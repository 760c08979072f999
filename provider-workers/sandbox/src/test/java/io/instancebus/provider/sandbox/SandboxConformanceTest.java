package io.instancebus.provider.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.tck.Comes;
import io.instancebus.provider.tck.CreateTask;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox passes the conformance suite. */
@Tried(
        adapter = "sandbox",
        how = Trial.SIMULATED,
        on = "the sandbox itself: a cloud within the worker's process, for tests and a first try")
@Except(
        items = {Item.SLOW_CHANGE, Item.SLOW_OBSERVATION},
        how = Trial.NOT_POSSIBLE,
        because = "the sandbox runs in the worker's own process and ends no call by itself; a test of"
                + " SandboxConformanceTest"
                + " covers a late answer that the worker gives up")
@Except(
        items = Item.ODD_MACHINE,
        how = Trial.NOT_POSSIBLE,
        because = "the adapter reads no answer: its instances are objects in the worker's process")
@Tag("slow")
@Takes(in = SightingState.PENDING, deeds = Deed.START, then = Comes.NOTHING)
@Takes(in = SightingState.STOPPING, deeds = Deed.STOP_BY_FORCE, then = Comes.STOPS)
class SandboxConformanceTest extends ProviderConformance {
    private static final String SECRET = "top-secret";

    @TempDir
    Path folder;

    private SandboxCloud cloud;
    private SandboxProvider provider;

    @BeforeEach
    void open() throws IOException {
        cloud = SandboxCloud.open(folder, SandboxConfig.defaults().withDelays(Duration.ofMillis(100)));
        provider = new SandboxProvider(cloud);
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Override
    protected Provider provider() {
        return provider;
    }

    @Override
    protected CreateRequest request(String requestKey) {
        return Requests.secret(requestKey, SECRET);
    }

    @Override
    protected String unknownNativeId() {
        return "i-%016x".formatted(ThreadLocalRandom.current().nextLong(1L << 48));
    }

    @Override
    protected long instancesAtProvider(String requestKey) {
        return cloud.control().instancesOf(requestKey);
    }

    @Override
    protected Chosen chosenAtProvider(String nativeId) {
        return new Chosen("img1", "us", "m1-small", null, List.of());
    }

    @Override
    protected Map<FailureCategory, CreateRequest> refused() {
        return Map.of(
                FailureCategory.CAPACITY, Requests.mode(newKey(), "fail-now"),
                FailureCategory.QUOTA, Requests.mode(newKey(), "quota"),
                FailureCategory.AUTH, Requests.mode(newKey(), "auth"),
                FailureCategory.INVALID, Requests.mode(newKey(), "invalid"),
                FailureCategory.INTERNAL, Requests.mode(newKey(), "internal"),
                FailureCategory.RATE_LIMITED, Requests.mode(newKey(), "rate-limited"),
                FailureCategory.RETRYABLE, Requests.mode(newKey(), "unreachable"),
                FailureCategory.NOT_FOUND, Requests.of(newKey(), "img9", null, null, Map.of()));
    }

    @Override
    protected Map<FailureCategory, CreateRequest> failingLater() {
        return Map.of(FailureCategory.CAPACITY, Requests.mode(newKey(), "fail-late"));
    }

    @Override
    protected Map<FailureCategory, ThrowingCallable> otherwiseRefused() {
        return Map.of(FailureCategory.CONFLICT, () -> provider.reboot(pending(newKey()), false));
    }

    @Override
    protected CreateRequest lostAnswer(String requestKey) {
        return Requests.mode(requestKey, "lost-answer");
    }

    @Override
    protected TooMany tooMany(String requestKey) {
        return new TooMany(
                Requests.with(requestKey, Map.of("sandbox", "rate-limited", "sandbox-tries", "1")),
                Duration.ofSeconds(1));
    }

    @Override
    protected String pending(String requestKey) throws ProviderFailure {
        return provider.create(Requests.mode(requestKey, "hang")).nativeId();
    }

    @Override
    protected String stopping() throws ProviderFailure {
        String nativeId = provider.create(Requests.mode(newKey(), "deaf")).nativeId();
        awaitState(nativeId, SightingState.RUNNING);
        provider.stop(nativeId, false);
        return nativeId;
    }

    @Override
    protected void removeBehindOurBack(String nativeId) throws ProviderFailure {
        cloud.control().remove(nativeId);
    }

    @Override
    protected int crowd() {
        return 100;
    }

    @Test
    void anAnswerThatIsTooLateIsGivenUpByTheWorkerAndItsInstanceIsFound() throws Exception {
        String key = newKey();
        CreateTask task = new CreateTask(
                provider,
                Requests.with(key, Map.of("sandbox", "slow-answer", "sandbox-delay-ms", "120000")),
                // Long enough for the instance to be created on a busy machine.
                Duration.ofSeconds(3));

        assertThat(task.deliver(1, 1)).isInstanceOf(Report.OutcomeUnknown.class);

        awaitState(provider.findByRequestKey(key).orElseThrow(), SightingState.RUNNING);
        assertThat(cloud.control().instancesOf(key)).isEqualTo(1);
    }

    @Override
    protected Map<String, Runnable> outages() {
        return Map.of(
                "unreachable", () -> cloud.control().begin(Outage.UNREACHABLE),
                "lists nothing", () -> cloud.control().begin(Outage.LISTS_NOTHING),
                "unauthorized", () -> cloud.control().begin(Outage.UNAUTHORIZED));
    }

    @Override
    protected void recover() {
        cloud.control().endOutage();
    }

    @Override
    protected Set<String> secrets() {
        try {
            return Set.of(SECRET, Files.readString(cloud.passwordFile()).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
