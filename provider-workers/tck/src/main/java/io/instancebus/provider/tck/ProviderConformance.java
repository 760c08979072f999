package io.instancebus.provider.tck;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Command;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.Foreign;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contract of every adapter, tested against a provider (real or simulated) that the subclass sets up for each test
 * and names with {@link Tried}. The subclass excludes items that are not possible with {@link Except}, with the reason;
 * for every other item it must implement the hook, or its test fails. {@link ConformancePage} makes tables of it.
 */
@ExtendWith(MatrixOfWhatRan.class)
@Except(
        items = Item.FAILS_TIMEOUT,
        how = Trial.NOT_POSSIBLE,
        because = "no provider reports it: TIMEOUT is the bus's own category for an expired deadline")
public abstract class ProviderConformance {
    /** The time by which a call may exceed its time-out on a busy machine. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
    private @Nullable CapturedLogs logs;
    /** The item of the running test; null for a test of the subclass. */
    private @Nullable Item item;
    /** The request key of a destroyed machine, for another destroy. */
    private String lastKey = newKey();

    /**
     * A create that the provider refuses for too many requests, and the pause that the provider asks for, if it names
     * one.
     */
    public record TooMany(CreateRequest request, @Nullable Duration retryAfter) {}

    /**
     * The provider's choices for the values that a create left open; null for a value that it does not report.
     *
     * @param profile the hardware profile's id
     */
    public record Chosen(
            String image,
            @Nullable String realm,
            @Nullable String profile,
            @Nullable String key,
            List<String> firewalls) {}

    /** The account under test. */
    protected abstract Provider provider();

    /** A create that succeeds, with this key. */
    protected abstract CreateRequest request(String requestKey);

    /** A native id in the right form that the provider does not know; a new one each time. */
    protected abstract String unknownNativeId();

    /** The number of machines at the provider with this key, counted without the adapter. */
    protected abstract long instancesAtProvider(String requestKey);

    /** What a machine was created from and where it is, read without the adapter. */
    protected Chosen chosenAtProvider(String nativeId) {
        throw missing("chosenAtProvider");
    }

    /** Creates that the provider refuses, by the category of the refusal. */
    protected abstract Map<FailureCategory, CreateRequest> refused();

    /** Creates that the provider accepts and that fail later, by the category of the resulting failure. */
    protected Map<FailureCategory, CreateRequest> failingLater() {
        return Map.of();
    }

    /** Other calls that the provider refuses, for categories with which it refuses no create. */
    protected Map<FailureCategory, ThrowingCallable> otherwiseRefused() {
        return Map.of();
    }

    /** A create that the provider carries out, but whose first answer is lost. */
    protected CreateRequest lostAnswer(String requestKey) {
        throw missing("lostAnswer");
    }

    /** A create whose first attempt is refused for too many requests. */
    protected TooMany tooMany(String requestKey) {
        throw missing("tooMany");
    }

    /** A create that the provider carries out and does not answer in time. */
    protected CreateRequest slowAnswer(String requestKey) {
        throw missing("slowAnswer");
    }

    /** From now on the provider does not answer observations in time, until {@link #recover}. */
    protected void slowObservations() throws ProviderFailure {
        throw missing("slowObservations");
    }

    /** The account's time-out for a call. */
    protected Duration callTimeout() {
        return Duration.ofSeconds(20);
    }

    /** The native id of a machine that stays PENDING, created with this key. */
    protected String pending(String requestKey) throws ProviderFailure {
        throw missing("pending");
    }

    /** The native id of a machine that stays STOPPING. */
    protected String stopping() throws ProviderFailure {
        throw missing("stopping");
    }

    /** Removes a machine without Instance Bus. */
    protected void removeBehindOurBack(String nativeId) throws ProviderFailure {
        throw missing("removeBehindOurBack");
    }

    /** Ways to make this machine unreadable in the provider's answers until {@link #recover}. */
    protected Map<String, Consumer<String>> oddMachines() {
        throw missing("oddMachines");
    }

    /** Ways to make a detail of the machine unreadable that its state does not need. */
    protected Map<String, Consumer<String>> oddDetails() {
        throw missing("oddDetails");
    }

    /** The number of machines to create for an observation of more than one batch; the other ids are unknown. */
    protected int crowd() {
        return 5;
    }

    /** Ways to make the provider unavailable until {@link #recover}, by name. */
    protected Map<String, Runnable> outages() {
        throw missing("outages");
    }

    protected void recover() {}

    /** Texts that must never be logged or shown, such as passwords, tokens and keys. */
    protected abstract Set<String> secrets();

    /** The time limit of a transition. */
    protected Duration patience() {
        return Duration.ofSeconds(60);
    }

    /** Makes an account's first call, which takes additional time to open a library and to log in. */
    protected final void begin() {
        await().atMost(patience())
                .ignoreExceptionsInstanceOf(ProviderFailure.class)
                .until(() -> provider().findByRequestKey(newKey()).isEmpty());
    }

    private IllegalStateException missing(String hook) {
        String override = getClass().getSimpleName() + " must override " + hook + "()";
        return new IllegalStateException(
                item == null
                        ? override
                        : override + " for \"" + item.words() + "\", or exclude Item." + item
                                + " with @Except, with the reason");
    }

    protected static String newKey() {
        return "conformance-" + UUID.randomUUID();
    }

    protected static InstanceId newInstanceId() {
        return new InstanceId(UUID.randomUUID().toString());
    }

    @BeforeEach
    final void know(TestInfo test) {
        item = MatrixOfWhatRan.item(test.getTestMethod(), test.getDisplayName()).orElse(null);
    }

    @BeforeEach
    final void hearEverything() {
        logs = new CapturedLogs();
    }

    @AfterEach
    final void noSecretWasShown() {
        CapturedLogs heard = requireNonNull(logs);
        heard.close();
        List<String> shown = new ArrayList<>(heard.texts());
        shown.add(provider().toString());
        thrown.forEach(each -> shown.add(CapturedLogs.stackTrace(each)));
        for (String secret : secrets()) {
            assertThat(shown).noneMatch(text -> text.contains(secret));
        }
    }

    @Test
    @Proves(Item.SECRETS)
    void secretsAreNeitherLoggedNorThrownWhateverHappens() throws Exception {
        String key = newKey();
        String nativeId = provider().create(request(key)).nativeId();
        awaitState(nativeId, SightingState.RUNNING);
        refused().values().forEach(request -> failure(() -> provider().create(request)));
        category(() -> provider().stop(unknownNativeId(), false));
        assertThat(provider().findByRequestKey(key)).contains(nativeId);
        provider().destroy(nativeId, key);

        assertThat(secrets()).isNotEmpty().noneMatch(String::isBlank);
        assertThat(thrown).isNotEmpty();
        // A property of the JDK's HTTP client, which makes it log requests with their headers.
        assertThat(System.getProperty("jdk.httpclient.HttpClient.log")).isNull();
        assertThat(request(key).toString()).doesNotContain("top-secret");
        // Other logs are checked after this and every other test.
    }

    @Test
    @Proves(Item.LIFECYCLE)
    void anInstanceGoesThroughItsLife() throws Exception {
        String key = newKey();
        CreatedInstance created = provider().create(request(key));
        String nativeId = created.nativeId();
        created.sighting().ifPresent(sighting -> {
            assertThat(sighting.nativeId()).isEqualTo(nativeId);
            assertThat(sighting.state())
                    .as("what the answer to a create shows")
                    .isIn(SightingState.PENDING, SightingState.RUNNING);
        });

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
        provider().reboot(nativeId, true);
        awaitState(nativeId, SightingState.RUNNING);
        provider().stop(nativeId, true);
        awaitState(nativeId, SightingState.STOPPED);
        provider().destroy(nativeId, key);
        awaitEnd(nativeId);
        assertThat(provider().findByRequestKey(key)).isEmpty();
        assertThat(instancesAtProvider(key)).isZero();
    }

    @Test
    @Proves(Item.IDEMPOTENT_CREATE)
    void oneKeyMakesOneInstanceHoweverManyAsk() throws Exception {
        String key = newKey();
        CreateRequest request = request(key);

        List<String> ids = provider().capabilities().idempotentCreate()
                ? together(20, () -> provider().create(request).nativeId())
                : oneAfterAnother(20, request);

        assertThat(new HashSet<>(ids)).hasSize(1);
        assertThat(instancesAtProvider(key)).isEqualTo(1);
        assertThat(provider().findByRequestKey(key)).contains(ids.getFirst());
        if (provider().capabilities().idempotentCreate()) {
            assertThat(provider().create(request).nativeId()).isEqualTo(ids.getFirst());
            assertThat(instancesAtProvider(key)).isEqualTo(1);
        }
    }

    /** Creates as a worker does: only one hand at a time has a task, and it searches for the key before it creates. */
    private List<String> oneAfterAnother(int times, CreateRequest request) throws InterruptedException {
        CreateTask task = new CreateTask(provider(), request, callTimeout());
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            ids.add(accepted(task.deliver(1 + i / 4, 1 + i % 4)));
        }
        return ids;
    }

    @Test
    @Proves(Item.IDEMPOTENT_CREATE)
    void differentKeysMakeDifferentInstances() throws Exception {
        List<String> ids =
                together(8, () -> provider().create(request(newKey())).nativeId());
        assertThat(new HashSet<>(ids)).hasSize(8);
        assertThat(provider().describe(ids).keySet()).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    @Proves(Item.LOST_ANSWER)
    void aTaskWhoseAnswerIsLostMakesOneInstanceHoweverOftenItIsDelivered() throws Exception {
        String key = newKey();
        CreateTask task = new CreateTask(provider(), lostAnswer(key), callTimeout());

        assertThat(task.deliver(1, 1)).isInstanceOf(Report.OutcomeUnknown.class);

        String redelivered = accepted(task.deliver(1, 2));
        assertThat(accepted(task.deliver(2, 1))).isEqualTo(redelivered);
        assertThat(accepted(task.deliver(3, 2))).isEqualTo(redelivered);
        assertThat(instancesAtProvider(key)).isEqualTo(1);
        awaitState(redelivered, SightingState.RUNNING);
    }

    @Test
    @Proves(Item.LOST_ANSWER)
    void aCreateRepeatedAfterItsLostAnswerGivesWhatTheFirstMade() throws Exception {
        String key = newKey();
        CreateRequest request = lostAnswer(key);
        assertThat(failure(() -> provider().create(request)).isOutcomeUnknown()).isTrue();

        String repeated = provider().capabilities().idempotentCreate()
                ? provider().create(request).nativeId()
                : accepted(new CreateTask(provider(), request, callTimeout()).deliver(2, 1));

        assertThat(provider().findByRequestKey(key)).contains(repeated);
        assertThat(instancesAtProvider(key)).isEqualTo(1);
    }

    @Test
    @Proves(Item.ADOPTION)
    void aLostAnswerIsUnknownAndItsInstanceIsFoundByItsKey() throws Exception {
        String key = newKey();
        CreateRequest request = lostAnswer(key);

        ProviderFailure lost = failure(() -> provider().create(request));

        assertThat(lost.isOutcomeUnknown()).isTrue();
        String adopted = provider().findByRequestKey(key).orElseThrow();
        awaitState(adopted, SightingState.RUNNING);
        assertThat(instancesAtProvider(key)).isEqualTo(1);
    }

    @Test
    @Proves(Item.NOT_FOUND)
    void whatNobodyKnowsIsNotFound() throws Exception {
        String nativeId = unknownNativeId();
        for (Deed deed : Deed.values()) {
            assertThat(category(() -> deed.ask(provider(), nativeId, lastKey)))
                    .as(deed.words())
                    .isEqualTo(FailureCategory.NOT_FOUND);
        }
        assertThat(see(nativeId).state()).isEqualTo(SightingState.MISSING);
        assertThat(provider().findByRequestKey(newKey())).isEmpty();
    }

    @Test
    @Proves(Item.NOT_FOUND)
    void destroyingWhatIsGoneIsNotFound() throws Exception {
        String key = newKey();
        String nativeId = provider().create(request(key)).nativeId();
        provider().destroy(nativeId, key);
        awaitEnd(nativeId);
        assertThat(category(() -> provider().destroy(nativeId, key))).isEqualTo(FailureCategory.NOT_FOUND);
    }

    @Test
    @Proves(Item.FOREIGN)
    void whatCarriesAnotherKeyIsNotDestroyed() throws Exception {
        String key = newKey();
        String nativeId = provider().create(request(key)).nativeId();
        awaitState(nativeId, SightingState.RUNNING);
        for (String another : List.of(newKey(), key.substring(0, key.length() - 1), key + "0")) {
            ProviderFailure refusal = failure(() -> provider().destroy(nativeId, another));
            assertThat(refusal).as("a destroy with the key " + another).isNotNull();
            assertThat(refusal.failure().category()).isEqualTo(FailureCategory.INVALID);
            assertThat(refusal.failure().providerCode()).isEqualTo(Foreign.CODE);
            assertThat(provider().isMadeFor(nativeId, another)).isFalse();
        }
        assertThat(provider().isMadeFor(nativeId, key)).isTrue();
        assertThat(category(() -> provider().isMadeFor(unknownNativeId(), key))).isEqualTo(FailureCategory.NOT_FOUND);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.RUNNING);
        assertThat(instancesAtProvider(key)).isEqualTo(1);

        provider().destroy(nativeId, key);
        awaitEnd(nativeId);
    }

    @Test
    @Proves(Item.ILLEGAL_WHILE_PENDING)
    void whatIsPendingTakesNoOtherDeedThanToBeDestroyed() throws Exception {
        takes(SightingState.PENDING, () -> pending(newKey()));
    }

    @Test
    @Proves(Item.ILLEGAL_WHILE_RUNNING)
    void startingWhatRunsIsNoFailure() throws Exception {
        takes(SightingState.RUNNING, this::running);
    }

    @Test
    @Proves(Item.ILLEGAL_WHILE_STOPPING)
    void whatIsStoppingTakesNoOtherDeedThanToBeDestroyed() throws Exception {
        takes(SightingState.STOPPING, this::stopping);
    }

    @Test
    @Proves(Item.ILLEGAL_WHILE_STOPPED)
    void stoppingWhatIsStoppedIsNoFailureAndItIsNotRebooted() throws Exception {
        takes(SightingState.STOPPED, this::stopped);
    }

    @Test
    @Proves(Item.ILLEGAL_AFTER_THE_END)
    void whatHasEndedTakesNothing() throws Exception {
        takes(SightingState.GONE, this::ended);
    }

    private String running() throws ProviderFailure {
        String nativeId = provider().create(request(newKey())).nativeId();
        awaitState(nativeId, SightingState.RUNNING);
        return nativeId;
    }

    private String stopped() throws ProviderFailure {
        String nativeId = running();
        provider().stop(nativeId, true);
        awaitState(nativeId, SightingState.STOPPED);
        return nativeId;
    }

    private String ended() throws ProviderFailure {
        lastKey = newKey();
        String nativeId = provider().create(request(lastKey)).nativeId();
        provider().destroy(nativeId, lastKey);
        awaitEnd(nativeId);
        return nativeId;
    }

    private void takes(SightingState state, Callable<String> arranged) throws Exception {
        Map<Deed, Comes> deeds = new WrongStates(getClass()).in(state);
        assertThat(deeds).isNotEmpty();
        String nativeId = arranged.call();
        for (Map.Entry<Deed, Comes> each : deeds.entrySet()) {
            nativeId = takes(nativeId, state, each.getKey(), each.getValue()) ? nativeId : arranged.call();
        }
    }

    /** Whether the instance stays in that state. */
    private boolean takes(String nativeId, SightingState state, Deed deed, Comes comes) throws ProviderFailure {
        SightingState before = see(nativeId).state();
        assertThat(before).isIn(state, state == SightingState.GONE ? SightingState.MISSING : state);
        Throwable refusal = catchThrowable(() -> deed.ask(provider(), nativeId, lastKey));
        String what = deed.words() + " while " + before;
        switch (comes) {
            case NOTHING, RUNS, STOPS -> assertThat(refusal).as(what).isNull();
            case CONFLICT -> assertRefused(what, refusal, FailureCategory.CONFLICT);
            case NOT_FOUND -> assertRefused(what, refusal, FailureCategory.NOT_FOUND);
        }
        return switch (comes) {
            case NOTHING, CONFLICT, NOT_FOUND -> {
                assertThat(see(nativeId).state()).as(what).isEqualTo(before);
                yield true;
            }
            case RUNS -> {
                awaitState(nativeId, SightingState.RUNNING);
                yield false;
            }
            case STOPS -> {
                awaitState(nativeId, SightingState.STOPPED);
                yield false;
            }
        };
    }

    private void assertRefused(String what, @Nullable Throwable refusal, FailureCategory category) {
        assertThat(refusal).as(what).isInstanceOf(ProviderFailure.class);
        thrown.add(requireNonNull(refusal));
        ProviderFailure failure = (ProviderFailure) refusal;
        assertThat(failure.failure().category())
                .as(what + ": " + failure.getMessage())
                .isEqualTo(category);
        assertThat(failure.isOutcomeUnknown()).as(what).isFalse();
        assertThat(failure.failure().message()).as(what).isNotBlank();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aFailureHasItsCategoryAndMakesNothing(FailureCategory category) {
        CreateRequest refused = refused().get(category);
        CreateRequest failing = failingLater().get(category);
        ThrowingCallable otherwise = otherwiseRefused().get(category);
        assertThat(refused == null && failing == null && otherwise == null)
                .as(getClass().getSimpleName() + " has no call that fails with " + category
                        + "; add one to refused(), failingLater() or otherwiseRefused(), or exclude Item."
                        + Item.of(category) + " with @Except, with the reason")
                .isFalse();
        if (refused != null) {
            assertRefused(category, refused);
        }
        if (failing != null) {
            assertFailsLater(category, failing);
        }
        if (otherwise != null) {
            assertRefused(category.toString(), catchThrowable(otherwise), category);
        }
    }

    @Test
    void whatIsSaidNotToBePossibleIsNotDoneAllTheSame() {
        Set<FailureCategory> tried = EnumSet.noneOf(FailureCategory.class);
        tried.addAll(refused().keySet());
        tried.addAll(failingLater().keySet());
        tried.addAll(otherwiseRefused().keySet());
        assertThat(tried).allMatch(category -> Matrix.of(getClass()).possible(Item.of(category)));
    }

    private void assertRefused(FailureCategory category, CreateRequest request) {
        ProviderFailure failure = failure(() -> provider().create(request));
        assertThat(failure).as("nothing was thrown").isNotNull();
        assertRefused(category.toString(), failure, category);
        assertThat(failure.failure().retryable()).isEqualTo(category.isTransient());
        assertThat(instancesAtProvider(request.requestKey())).isZero();
    }

    private void assertFailsLater(FailureCategory category, CreateRequest request) {
        String[] nativeId = new String[1];
        assertThatCode(() -> nativeId[0] = provider().create(request).nativeId())
                .doesNotThrowAnyException();
        Sighting seen = await().atMost(patience())
                .pollInterval(Duration.ofMillis(20))
                .until(() -> see(nativeId[0]), sighting -> sighting.fault() != null);
        Failure fault = requireNonNull(seen.fault());
        assertThat(fault.category()).as(fault.message()).isEqualTo(category);
        assertThat(fault.message()).isNotBlank();
        assertThat(seen.state()).isNotIn(SightingState.PENDING, SightingState.RUNNING);
    }

    @Test
    @Proves(Item.RATE_LIMITING)
    void tooManyRequestsAreDeferredUntilTheProviderSaysAndMadeThen() throws Exception {
        TooMany tooMany = tooMany(newKey());
        ProviderFailure limited = failure(() -> provider().create(tooMany.request()));
        assertThat(limited.failure().category()).isEqualTo(FailureCategory.RATE_LIMITED);
        assertThat(limited.isOutcomeUnknown()).isFalse();
        assertThat(limited.retryAfter()).isEqualTo(tooMany.retryAfter());
        assertThat(instancesAtProvider(tooMany.request().requestKey())).isZero();

        TooMany again = tooMany(newKey());
        CreateTask task = new CreateTask(provider(), again.request(), callTimeout());
        Instant before = Instant.now();
        Report first = task.deliver(1, 1);
        assertThat(first)
                .asInstanceOf(InstanceOfAssertFactories.type(Report.Deferred.class))
                .extracting(Report.Deferred::retryAt, InstanceOfAssertFactories.INSTANT)
                .isAfter(before)
                .isAfterOrEqualTo(before.plus(again.retryAfter() == null ? Duration.ZERO : again.retryAfter()));
        assertThat(instancesAtProvider(again.request().requestKey())).isZero();
        String made = accepted(task.deliver(2, 1));
        assertThat(instancesAtProvider(again.request().requestKey())).isEqualTo(1);
        awaitState(made, SightingState.RUNNING);
    }

    @Test
    @Proves(Item.BATCH_DESCRIBE)
    void anObservationAnswersForEveryIdAndUnknownOnesAreMissing() throws Exception {
        String known = provider().create(request(newKey())).nativeId();
        String unknown = unknownNativeId();

        Map<String, Sighting> sightings = provider().describe(List.of(unknown, known));

        assertThat(sightings).containsOnlyKeys(known, unknown);
        assertThat(requireNonNull(sightings.get(unknown)).state()).isEqualTo(SightingState.MISSING);
        assertThat(requireNonNull(sightings.get(known)).state()).isIn(SightingState.PENDING, SightingState.RUNNING);
        assertThat(provider().describe(List.of())).isEmpty();
        assertThat(see(unknown).state()).isEqualTo(SightingState.MISSING);
    }

    @Test
    @Proves(Item.BATCH_DESCRIBE)
    void aLookAtMoreThanABatchAnswersForEveryId() throws Exception {
        int batch = provider().capabilities().describeBatch();
        List<String> known = together(
                Math.min(batch, crowd()),
                () -> provider().create(request(newKey())).nativeId());
        Set<String> unknown = new HashSet<>();
        while (known.size() + unknown.size() < batch + 3) {
            unknown.add(unknownNativeId());
        }
        List<String> all = new ArrayList<>(known);
        all.addAll(unknown);
        Collections.shuffle(all);

        Map<String, Sighting> sightings = provider().describe(all);

        assertThat(sightings.keySet()).isEqualTo(new HashSet<>(all));
        sightings.forEach((nativeId, sighting) -> {
            if (unknown.contains(nativeId)) {
                assertThat(sighting.state()).as(nativeId).isEqualTo(SightingState.MISSING);
            } else {
                assertThat(sighting.state()).as(nativeId).isIn(SightingState.PENDING, SightingState.RUNNING);
                assertThat(sighting.nativeId()).isEqualTo(nativeId);
            }
        });
    }

    @Test
    @Proves(Item.VANISHED)
    void whatSomebodyElseRemovedIsSeenToBeGoneAndTheOthersAreStillSeen() throws Exception {
        String key = newKey();
        String otherKey = newKey();
        String removed = provider().create(request(key)).nativeId();
        String other = provider().create(request(otherKey)).nativeId();
        awaitState(removed, SightingState.RUNNING);
        awaitState(other, SightingState.RUNNING);

        removeBehindOurBack(removed);

        awaitEnd(removed);
        assertThat(provider().describe(List.of(removed, other)))
                .containsOnlyKeys(removed, other)
                .hasEntrySatisfying(
                        other, sighting -> assertThat(sighting.state()).isEqualTo(SightingState.RUNNING))
                .hasEntrySatisfying(
                        removed,
                        sighting -> assertThat(sighting.state()).isIn(SightingState.MISSING, SightingState.GONE));
        assertThat(provider().findByRequestKey(key)).isEmpty();
        assertThat(provider().findByRequestKey(otherKey)).contains(other);
        assertThat(category(() -> provider().destroy(removed, key))).isEqualTo(FailureCategory.NOT_FOUND);
        assertThat(category(() -> provider().stop(removed, true))).isEqualTo(FailureCategory.NOT_FOUND);
    }

    @Test
    @Proves(Item.ODD_MACHINE)
    void anOddMachineIsUnknownAndTheOthersAreSeen() throws Exception {
        List<String> all = together(5, this::running);
        String odd = all.getFirst();
        oddMachines().forEach((name, begin) -> {
            begin.accept(odd);
            await(name).atMost(patience()).untilAsserted(() -> {
                Map<String, Sighting> seen = observe(all);
                assertThat(seen)
                        .allSatisfy((nativeId, sighting) -> assertThat(sighting.state())
                                .isEqualTo(nativeId.equals(odd) ? SightingState.UNKNOWN : SightingState.RUNNING));
                assertThat(requireNonNull(seen.get(odd)).fault()).isNotNull();
            });
            recover();
            // An adapter that follows changes may have to restart first.
            await(name)
                    .atMost(patience())
                    .ignoreExceptionsInstanceOf(ProviderFailure.class)
                    .until(() -> see(odd), sighting -> sighting.state() == SightingState.RUNNING);
        });
    }

    @Test
    @Proves(Item.ODD_MACHINE)
    void anOddDetailOfAMachineHidesNoState() throws Exception {
        List<String> all = together(5, this::running);
        oddDetails().forEach((name, begin) -> {
            begin.accept(all.getFirst());
            await(name)
                    .atMost(patience())
                    .untilAsserted(() -> assertThat(observe(all))
                            .allSatisfy((nativeId, sighting) ->
                                    assertThat(sighting.state()).isEqualTo(SightingState.RUNNING)));
            recover();
        });
    }

    @Test
    @Proves(Item.ODD_MACHINE)
    void whatIsRemovedWhileAnotherIsOddIsSeenToBeGone() throws Exception {
        List<String> all = together(5, this::running);
        String odd = all.getFirst();
        removeBehindOurBack(all.getLast());
        oddMachines().forEach((name, begin) -> {
            begin.accept(odd);
            await(name).atMost(patience()).untilAsserted(() -> {
                Map<String, Sighting> seen = observe(all);
                assertThat(requireNonNull(seen.get(odd)).state()).isEqualTo(SightingState.UNKNOWN);
                assertThat(isOver(requireNonNull(seen.get(all.getLast())).state()))
                        .isTrue();
            });
            recover();
        });
    }

    private Map<String, Sighting> observe(List<String> nativeIds) throws ProviderFailure {
        try {
            return new Observation(provider()).of(nativeIds);
        } catch (ProviderFailure e) {
            thrown.add(e);
            throw new AssertionError(e.getMessage(), e);
        }
    }

    @Test
    @Proves(Item.UNAVAILABLE)
    void anUnavailableProviderIsNeverTakenForAnEmptyOne() throws Exception {
        String key = newKey();
        String nativeId = provider().create(request(key)).nativeId();
        assertThat(outages()).isNotEmpty();
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
    @Proves(Item.SLOW_CHANGE)
    void aChangeAnsweredTooLateIsOfUnknownOutcomeAndItsInstanceIsFound() throws Exception {
        String key = newKey();
        CreateRequest request = slowAnswer(key);

        ProviderFailure late = inTime(() -> failure(() -> provider().create(request)));

        assertThat(late).as("the call that waited for the late answer").isNotNull();
        assertThat(late.isOutcomeUnknown()).as(late.getMessage()).isTrue();
        recover();
        String found = await().atMost(patience())
                .until(() -> provider().findByRequestKey(key), each -> each.isPresent())
                .orElseThrow();
        awaitState(found, SightingState.RUNNING);
        assertThat(instancesAtProvider(key)).isEqualTo(1);
    }

    @Test
    @Proves(Item.SLOW_OBSERVATION)
    void anObservationAnsweredTooLateIsAFailureAndNothingIsTakenForGone() throws Exception {
        String key = newKey();
        String nativeId = provider().create(request(key)).nativeId();
        slowObservations();

        List<ProviderFailure> late = List.of(
                inTime(() -> failure(() -> provider().describe(List.of(nativeId)))),
                inTime(() -> failure(() -> provider().findByRequestKey(key))));

        assertThat(late).allSatisfy(each -> {
            assertThat(each.isOutcomeUnknown()).isFalse();
            assertThat(each.failure().category()).isEqualTo(FailureCategory.RETRYABLE);
        });
        recover();
        // An adapter that follows changes may have to restart first.
        await().atMost(patience())
                .ignoreExceptionsInstanceOf(ProviderFailure.class)
                .until(() -> see(nativeId), sighting -> sighting.state() == SightingState.RUNNING);
    }

    private <T> T inTime(Callable<T> call) {
        return assertTimeoutPreemptively(callTimeout().plus(GRACE), call::call);
    }

    @Test
    @Proves(Item.CANCELLED_CREATE)
    void whatIsPendingCanBeDestroyed() throws Exception {
        String key = newKey();
        String nativeId = provider().create(request(key)).nativeId();
        provider().destroy(nativeId, key);
        awaitEnd(nativeId);
        assertThat(provider().findByRequestKey(key)).isEmpty();
        assertThat(instancesAtProvider(key)).isZero();
    }

    @Test
    @Proves(Item.CANCELLED_CREATE)
    void whatStaysPendingCanBeDestroyedAndNeverComesUp() throws Exception {
        String key = newKey();
        String nativeId = pending(key);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.PENDING);
        assertThat(provider().findByRequestKey(key)).contains(nativeId);

        provider().destroy(nativeId, key);

        recover();
        awaitEnd(nativeId);
        assertThat(provider().findByRequestKey(key)).isEmpty();
        assertThat(instancesAtProvider(key)).isZero();
    }

    @Test
    @Proves(Item.CANCELLED_UNKNOWN_CREATE)
    void whatALostAnswerMadeIsFoundAndDestroyed() throws Exception {
        String key = newKey();
        CreateRequest request = lostAnswer(key);
        assertThat(failure(() -> provider().create(request)).isOutcomeUnknown()).isTrue();

        String found = provider().findByRequestKey(key).orElseThrow();
        provider().destroy(found, key);

        awaitEnd(found);
        assertThat(provider().findByRequestKey(key)).isEmpty();
        assertThat(instancesAtProvider(key)).isZero();
    }

    @Test
    @Proves(Item.THREADS)
    void manyThreadsAtOnceGetTheirOwnInstances() throws Exception {
        List<String> ids = together(8, () -> {
            String key = newKey();
            String nativeId = provider().create(request(key)).nativeId();
            awaitState(nativeId, SightingState.RUNNING);
            provider().destroy(nativeId, key);
            awaitEnd(nativeId);
            return nativeId;
        });
        assertThat(new HashSet<>(ids)).hasSize(8);
    }

    @Test
    @Proves(Item.THREADS)
    void manyThreadsUponOneInstanceEndItOnce() throws Exception {
        String key = newKey();
        String nativeId = provider().create(request(key)).nativeId();
        awaitState(nativeId, SightingState.RUNNING);

        List<Boolean> done = together(10, () -> {
            see(nativeId);
            ProviderFailure refusal = failure(() -> provider().destroy(nativeId, key));
            see(nativeId);
            assertThat(
                            refusal == null
                                    ? FailureCategory.NOT_FOUND
                                    : refusal.failure().category())
                    .as(refusal == null ? "" : refusal.getMessage())
                    .isIn(FailureCategory.NOT_FOUND, FailureCategory.CONFLICT);
            return refusal == null;
        });

        assertThat(done).contains(true);
        awaitEnd(nativeId);
        assertThat(instancesAtProvider(key)).isZero();
    }

    @Test
    @Proves(Item.CATALOGUE)
    void theCatalogueOffersWhatACreateNeeds() throws Exception {
        Catalogue catalogue = provider().catalogue();
        assertThat(catalogue.images())
                .extracting(Catalogue.Image::id)
                .contains(request(newKey()).imageId())
                .doesNotHaveDuplicates();
        assertThat(catalogue.hardwareProfiles()).isNotEmpty();
    }

    @Test
    @Proves(Item.DETAILS)
    void whatTheProviderChoseIsShown() throws Exception {
        // As the account's watcher has done by then.
        provider().catalogue();
        CreateRequest request = leavingTheChoice(request(newKey()));
        String nativeId = provider().create(request).nativeId();
        Sighting running = awaitState(nativeId, SightingState.RUNNING);

        InstanceDetails shown = asked(request).seen(running);

        HardwareProfile profile = shown.hardwareProfile();
        assertThat(new Chosen(
                        shown.imageId(),
                        shown.realmId(),
                        profile == null ? null : profile.id(),
                        shown.keyName(),
                        shown.firewalls()))
                .isEqualTo(chosenAtProvider(nativeId));
        assertThat(shown.imageId()).isEqualTo(request.imageId());
        assertThat(shown.name()).isEqualTo(request.name());
        assertThat(shown.seen(see(nativeId)))
                .as("another observation has the same result")
                .isEqualTo(shown);
    }

    private static CreateRequest leavingTheChoice(CreateRequest request) {
        return new CreateRequest(
                request.requestKey(),
                request.instanceId(),
                request.imageId(),
                null,
                null,
                request.name(),
                null,
                List.of(),
                request.userData(),
                request.tags());
    }

    private static InstanceDetails asked(CreateRequest request) {
        return InstanceDetails.requested(new Command.CreateInstance(
                "account",
                request.imageId(),
                request.realmId(),
                request.hardwareProfile(),
                request.name(),
                request.keyName(),
                request.firewalls(),
                null,
                request.tags()));
    }

    @Test
    @Proves(Item.SECRETS)
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

    /** Whether the provider accepts no actions on a machine in this state. */
    protected boolean isOver(SightingState state) {
        return state == SightingState.GONE || state == SightingState.MISSING;
    }

    /** The thrown failure; null if the call succeeds. */
    protected final ProviderFailure failure(ThrowingCallable call) {
        ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, call);
        if (failure != null) {
            thrown.add(failure);
        }
        return failure;
    }

    private static String accepted(Report report) {
        assertThat(report).isInstanceOf(Report.Accepted.class);
        return requireNonNull(((Report.Accepted) report).nativeId());
    }

    protected final FailureCategory category(ThrowingCallable call) {
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
}
