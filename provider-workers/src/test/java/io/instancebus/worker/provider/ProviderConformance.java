package io.instancebus.worker.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.LoggerFactory;

/**
 * What every adapter must do, run against a provider (real, simulated or local) that the subclass sets up anew for
 * each test. What a provider cannot be made to do is left out by the subclass, and the test then says that it was
 * skipped.
 */
public abstract class ProviderConformance {
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    /** The account under test. */
    protected abstract Provider provider();

    /** A create that works, with this key. */
    protected abstract CreateRequest request(String requestKey);

    /** A native id of the right form that the provider does not know. */
    protected abstract String unknownNativeId();

    /** How many instances the provider itself holds for this key: asked past the adapter. */
    protected abstract long instancesAtProvider(String requestKey);

    /** Creates that the provider refuses, by the category that the refusal must have. */
    protected abstract Map<FailureCategory, CreateRequest> refused();

    /** A create that is carried out, but whose first answer does not come. */
    protected Optional<CreateRequest> lostAnswer(String requestKey) {
        return Optional.empty();
    }

    /** Makes the provider unavailable, in each of the ways it can be, until {@link #recover}; name to how. */
    protected Map<String, Runnable> outages() {
        return Map.of();
    }

    protected void recover() {}

    /** Texts that must never be logged or shown: passwords, tokens, keys. */
    protected Set<String> secrets() {
        return Set.of();
    }

    /** How long a transition may take at most. */
    protected Duration patience() {
        return Duration.ofSeconds(60);
    }

    protected static String newKey() {
        return "conformance-" + UUID.randomUUID();
    }

    protected static InstanceId newInstanceId() {
        return new InstanceId(UUID.randomUUID().toString());
    }

    @BeforeEach
    final void listenToTheLog() {
        logged.start();
        root().addAppender(logged);
    }

    @AfterEach
    final void noSecretWasShown() {
        root().detachAppender(logged);
        List<String> shown = new ArrayList<>(logged.list.stream()
                .map(event -> event.getFormattedMessage()
                        + event.getKeyValuePairs()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .toList());
        shown.add(provider().toString());
        for (String secret : secrets()) {
            assertThat(shown).noneMatch(text -> text.contains(secret));
        }
    }

    @Test
    void anInstanceGoesThroughItsLife() throws Exception {
        String key = newKey();
        String nativeId = provider().create(request(key)).nativeId();

        Sighting running = awaitState(nativeId, SightingState.RUNNING);
        assertThat(running.nativeId()).isEqualTo(nativeId);
        assertThat(running.rawState()).isNotBlank();
        assertThat(running.launchedAt()).isNotNull();
        assertThat(running.fault()).isNull();
        assertThat(running.publicAddresses().size() + running.privateAddresses().size())
                .isPositive();

        provider().stop(nativeId, false);
        awaitState(nativeId, SightingState.STOPPED);
        provider().start(nativeId);
        awaitState(nativeId, SightingState.RUNNING);
        provider().reboot(nativeId, false);
        awaitState(nativeId, SightingState.RUNNING);
        provider().stop(nativeId, true);
        awaitState(nativeId, SightingState.STOPPED);
        provider().destroy(nativeId);
        awaitEnd(nativeId);
        assertThat(provider().findByRequestKey(key)).isEmpty();
        assertThat(instancesAtProvider(key)).isZero();
    }

    @Test
    void whatIsPendingCanBeDestroyed() throws Exception {
        String nativeId = provider().create(request(newKey())).nativeId();
        provider().destroy(nativeId);
        awaitEnd(nativeId);
    }

    @Test
    void startingWhatRunsAndStoppingWhatIsStoppedIsNoFailure() throws Exception {
        String nativeId = provider().create(request(newKey())).nativeId();
        awaitState(nativeId, SightingState.RUNNING);
        provider().start(nativeId);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.RUNNING);

        provider().stop(nativeId, true);
        awaitState(nativeId, SightingState.STOPPED);
        provider().stop(nativeId, true);
        provider().stop(nativeId, false);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.STOPPED);
    }

    @Test
    void oneKeyMakesOneInstanceHoweverManyAsk() throws Exception {
        assumeTrue(provider().capabilities().idempotentCreate(), "this provider has no token; the worker looks first");
        String key = newKey();
        CreateRequest request = request(key);

        List<String> ids = together(20, () -> provider().create(request).nativeId());

        assertThat(new HashSet<>(ids)).hasSize(1);
        assertThat(instancesAtProvider(key)).isEqualTo(1);
        assertThat(provider().findByRequestKey(key)).contains(ids.getFirst());
        assertThat(provider().create(request).nativeId()).isEqualTo(ids.getFirst());
        assertThat(instancesAtProvider(key)).isEqualTo(1);
    }

    @Test
    void differentKeysMakeDifferentInstances() throws Exception {
        List<String> ids =
                together(8, () -> provider().create(request(newKey())).nativeId());
        assertThat(new HashSet<>(ids)).hasSize(8);
        assertThat(provider().describe(ids).keySet()).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aLostAnswerIsUnknownAndItsInstanceIsFoundByItsKey() throws Exception {
        String key = newKey();
        Optional<CreateRequest> request = lostAnswer(key);
        assumeTrue(request.isPresent(), "this provider cannot be made to lose an answer");

        ProviderFailure lost = failure(() -> provider().create(request.get()));

        assertThat(lost.isOutcomeUnknown()).isTrue();
        String adopted = provider().findByRequestKey(key).orElseThrow();
        awaitState(adopted, SightingState.RUNNING);
        assertThat(instancesAtProvider(key)).isEqualTo(1);
    }

    @Test
    void whatNobodyKnowsIsNotFound() throws Exception {
        String nativeId = unknownNativeId();
        assertThat(category(() -> provider().start(nativeId))).isEqualTo(FailureCategory.NOT_FOUND);
        assertThat(category(() -> provider().stop(nativeId, false))).isEqualTo(FailureCategory.NOT_FOUND);
        assertThat(category(() -> provider().stop(nativeId, true))).isEqualTo(FailureCategory.NOT_FOUND);
        assertThat(category(() -> provider().reboot(nativeId, false))).isEqualTo(FailureCategory.NOT_FOUND);
        assertThat(category(() -> provider().destroy(nativeId))).isEqualTo(FailureCategory.NOT_FOUND);
        assertThat(provider().findByRequestKey(newKey())).isEmpty();
    }

    @Test
    void destroyingWhatIsGoneIsNotFound() throws Exception {
        String nativeId = provider().create(request(newKey())).nativeId();
        provider().destroy(nativeId);
        awaitEnd(nativeId);
        assertThat(category(() -> provider().destroy(nativeId))).isEqualTo(FailureCategory.NOT_FOUND);
    }

    @Test
    void aLookAnswersForEveryIdAndUnknownOnesAreMissing() throws Exception {
        String known = provider().create(request(newKey())).nativeId();
        String unknown = unknownNativeId();

        Map<String, Sighting> sightings = provider().describe(List.of(unknown, known));

        assertThat(sightings).containsOnlyKeys(known, unknown);
        assertThat(requireNonNull(sightings.get(unknown)).state()).isEqualTo(SightingState.MISSING);
        assertThat(requireNonNull(sightings.get(known)).state()).isIn(SightingState.PENDING, SightingState.RUNNING);
        assertThat(provider().describe(List.of())).isEmpty();
        assertThat(see(unknown).state()).isEqualTo(SightingState.MISSING);
    }

    @TestFactory
    List<DynamicTest> aRefusalHasItsCategoryAndMakesNothing() {
        return refused().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey().toString(), () -> {
                    ProviderFailure failure = failure(() -> provider().create(entry.getValue()));
                    assertThat(failure.failure().category()).isEqualTo(entry.getKey());
                    assertThat(failure.failure().message()).isNotBlank();
                    assertThat(failure.isOutcomeUnknown()).isFalse();
                    assertThat(instancesAtProvider(entry.getValue().requestKey()))
                            .isZero();
                }))
                .toList();
    }

    @Test
    void anUnavailableProviderIsNeverTakenForAnEmptyOne() throws Exception {
        assumeTrue(!outages().isEmpty(), "this provider cannot be made unavailable");
        String key = newKey();
        String nativeId = provider().create(request(key)).nativeId();
        outages().forEach((name, begin) -> {
            begin.run();
            assertThat(failure(() -> provider().describe(List.of(nativeId))))
                    .as(name)
                    .isNotNull();
            assertThat(failure(() -> provider().findByRequestKey(key))).as(name).isNotNull();
        });
        recover();
        assertThat(see(nativeId).state()).isNotEqualTo(SightingState.MISSING);
        assertThat(provider().findByRequestKey(key)).contains(nativeId);
    }

    @Test
    void manyThreadsAtOnceGetTheirOwnInstances() throws Exception {
        List<String> ids = together(8, () -> {
            String nativeId = provider().create(request(newKey())).nativeId();
            awaitState(nativeId, SightingState.RUNNING);
            provider().destroy(nativeId);
            awaitEnd(nativeId);
            return nativeId;
        });
        assertThat(new HashSet<>(ids)).hasSize(8);
    }

    @Test
    void theCatalogueOffersWhatACreateNeeds() throws Exception {
        Catalogue catalogue = provider().catalogue();
        assertThat(catalogue.images())
                .extracting(Catalogue.Image::id)
                .contains(request(newKey()).imageId())
                .doesNotHaveDuplicates();
        assertThat(catalogue.hardwareProfiles()).isNotEmpty();
    }

    @Test
    void userDataIsNotShown() {
        CreateRequest request = request(newKey());
        CreateRequest secret = new CreateRequest(
                request.requestKey(),
                request.instanceId(),
                request.imageId(),
                request.realmId(),
                request.hardwareProfile(),
                request.name(),
                request.keyName(),
                request.firewalls(),
                "top-secret".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                request.tags());
        assertThat(secret.toString()).doesNotContain("top-secret");
    }

    protected final Sighting see(String nativeId) throws ProviderFailure {
        return requireNonNull(provider().describe(List.of(nativeId)).get(nativeId));
    }

    protected final Sighting awaitState(String nativeId, SightingState state) {
        return await().atMost(patience())
                .pollInterval(Duration.ofMillis(20))
                .until(() -> see(nativeId), sighting -> sighting.state() == state);
    }

    protected final void awaitEnd(String nativeId) {
        await().atMost(patience())
                .pollInterval(Duration.ofMillis(20))
                .until(() -> isOver(see(nativeId).state()));
    }

    /** Whether the provider takes nothing for an instance any more that it shows like this. */
    protected boolean isOver(SightingState state) {
        return state == SightingState.GONE || state == SightingState.MISSING;
    }

    protected static ProviderFailure failure(ThrowingCallable call) {
        return catchThrowableOfType(ProviderFailure.class, call);
    }

    protected static FailureCategory category(ThrowingCallable call) {
        ProviderFailure failure = failure(call);
        assertThat(failure).as("nothing was thrown").isNotNull();
        return failure.failure().category();
    }

    protected static <T> List<T> together(int threads, Callable<T> call) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                calls.add(call);
            }
            for (Future<T> future : executor.invokeAll(calls)) {
                results.add(future.get());
            }
        }
        return results;
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
