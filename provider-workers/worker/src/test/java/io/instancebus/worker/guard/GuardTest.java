package io.instancebus.worker.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Provider;
import io.instancebus.provider.Provider.Listening;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Secret;
import io.instancebus.provider.Secrets;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters that do anything else than the port allows. */
@Timeout(60)
class GuardTest {
    private static final Secrets SECRETS = (reference, field) -> new Secret(new byte[0]);
    private static final AccountConfig ACCOUNT = AccountConfig.of("main", ProviderType.SANDBOX, Map.of());
    private static final Capabilities CAPABILITIES = new Capabilities(true, false, true, 10);

    /** Each method of a provider does what a test says; the others return null. */
    private static final class Adapter {
        final Map<String, Answer> answers = new HashMap<>(Map.of("capabilities", arguments -> CAPABILITIES));

        Provider provider() {
            return (Provider) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Provider.class},
                    (proxy, method, arguments) -> answers.getOrDefault(method.getName(), ignored -> null)
                            .to(arguments == null ? new Object[0] : arguments));
        }

        Provider guarded() {
            return factory(this::provider).open(ACCOUNT, SECRETS);
        }
    }

    @FunctionalInterface
    private interface Answer {
        @Nullable
        Object to(Object[] arguments) throws Throwable;
    }

    @FunctionalInterface
    private interface Opening {
        Provider open();
    }

    private record Factory(@Nullable ProviderType type, Opening opening) implements ProviderFactory {
        @Override
        public Provider open(AccountConfig account, Secrets secrets) {
            return opening.open();
        }
    }

    private static GuardedFactory factory(Opening opening) {
        return GuardedFactory.of(new Factory(ProviderType.SANDBOX, opening));
    }

    private final Adapter adapter = new Adapter();

    private static CreateRequest request() {
        return new CreateRequest(
                "key", new InstanceId("a"), "image", null, null, null, null, List.of(), null, Map.of());
    }

    private static Answer throwing(Throwable thrown) {
        return arguments -> {
            throw thrown;
        };
    }

    private static ProviderFailure failure(ThrowingCallable call) {
        return catchThrowableOfType(ProviderFailure.class, call);
    }

    static List<Throwable> bugs() {
        return List.of(
                new IllegalStateException("s3cr3t"),
                new LinkageError("s3cr3t"),
                new StackOverflowError("s3cr3t"),
                new AssertionError("s3cr3t"),
                new InterruptedException("s3cr3t"),
                new Exception("s3cr3t"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void whatAnAdapterThrowsIsAFailureThatDoesNotShowItsMessage(Throwable bug) {
        for (String method : List.of("findByRequestKey", "describe", "create", "catalogue", "probe", "stop")) {
            adapter.answers.put(method, throwing(bug));
        }
        Provider guarded = adapter.guarded();

        for (ThrowingCallable question : List.<ThrowingCallable>of(
                () -> guarded.findByRequestKey("k"),
                () -> guarded.describe(List.of("n")),
                guarded::catalogue,
                guarded::probe)) {
            ProviderFailure failure = failure(question);
            assertThat(failure.isOutcomeUnknown()).isFalse();
            assertThat(failure.failure().category()).isEqualTo(FailureCategory.INTERNAL);
            assertThat(failure).hasMessageContaining("a bug in the provider's adapter");
            assertThat(failure).hasStackTraceContaining("AdapterBug");
            assertThat(failure.toString() + failure.getCause()).doesNotContain("s3cr3t");
        }
        for (ThrowingCallable change :
                List.<ThrowingCallable>of(() -> guarded.create(request()), () -> guarded.stop("n", true))) {
            ProviderFailure failure = failure(change);
            assertThat(failure.isOutcomeUnknown())
                    .as("it may have had its effect")
                    .isTrue();
            assertThat(failure.toString() + failure.getCause()).doesNotContain("s3cr3t");
        }
    }

    @Test
    void theAdaptersOwnFailuresArePassedOn() {
        ProviderFailure own = ProviderFailure.of(FailureCategory.QUOTA, "Q", "no more");
        adapter.answers.put("create", throwing(own));
        adapter.answers.put("describe", throwing(own));
        Provider guarded = adapter.guarded();
        assertThatThrownBy(() -> guarded.create(request())).isSameAs(own);
        assertThatThrownBy(() -> guarded.describe(List.of("n"))).isSameAs(own);
    }

    @Test
    void aQuestionsOutcomeIsNeverUnknown() {
        adapter.answers.put("findByRequestKey", throwing(ProviderFailure.outcomeUnknown("lost", null)));
        assertThat(failure(() -> adapter.guarded().findByRequestKey("k")).isOutcomeUnknown())
                .isFalse();
    }

    @Test
    void nullIsNoResult() {
        Provider guarded = adapter.guarded();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> guarded.create(request()),
                () -> guarded.findByRequestKey("k"),
                () -> guarded.describe(List.of("n")),
                guarded::catalogue)) {
            assertThat(failure(call)).hasMessageContaining("returned null");
        }
    }

    @Test
    void aNativeIdThatTheBusCannotCarryIsNone() {
        Provider guarded = adapter.guarded();
        for (String id : List.of("", " ", "x".repeat(1_025), "nul\u0000", "half \ud800")) {
            adapter.answers.put("create", arguments -> new io.instancebus.provider.CreatedInstance(id));
            adapter.answers.put("findByRequestKey", arguments -> Optional.of(id));
            assertThat(failure(() -> guarded.create(request())).isOutcomeUnknown())
                    .isTrue();
            assertThat(failure(() -> guarded.findByRequestKey("k"))).hasMessageContaining("native id");
        }
    }

    @Test
    void aDescribeHasASightingOfEachMachineAndOfNoOther() throws ProviderFailure {
        Provider guarded = adapter.guarded();
        Sighting running = Sighting.builder(io.instancebus.domain.SightingState.RUNNING)
                .nativeId("a")
                .build();
        adapter.answers.put("describe", arguments -> Map.of("a", running, "c", running));

        assertThat(guarded.describe(List.of("a"))).containsExactly(Map.entry("a", running));
        assertThat(failure(() -> guarded.describe(List.of("a", "b")))).hasMessageContaining("left out b");
        assertThat(guarded.describe(List.of("c")).get("c"))
                .satisfies(seen -> assertThat(seen.state()).isEqualTo(io.instancebus.domain.SightingState.UNKNOWN));
    }

    @Test
    void aCallThatDoesNotEndIsGivenUpAndAfterSomeNoOtherIsMade() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        adapter.answers.put("findByRequestKey", arguments -> {
            begun.incrementAndGet();
            awaitWhateverComes(released);
            return Optional.of("n");
        });
        Provider guarded = new GuardedProvider(
                adapter.provider(),
                ProviderType.SANDBOX,
                CAPABILITIES,
                new AdapterCalls("main", getClass().getClassLoader()),
                Duration.ofMillis(20));
        assertThat(failure(() -> guarded.findByRequestKey("k")))
                .hasMessageContaining("did not answer to findByRequestKey within")
                .satisfies(late -> assertThat(late.failure().category()).isEqualTo(FailureCategory.RETRYABLE));
        await().until(
                        () -> String.valueOf(
                                failure(() -> guarded.findByRequestKey("k")).getMessage()),
                        words -> words.contains(
                                AdapterCalls.MOST_OVERDUE + " calls of the provider's adapter have not ended"));
        assertThat(begun).hasValueGreaterThanOrEqualTo(AdapterCalls.MOST_OVERDUE);
        int made = begun.get();
        assertThat(failure(() -> guarded.findByRequestKey("k"))).hasMessageContaining("have not ended");
        assertThat(failure(() -> guarded.start("n")).isOutcomeUnknown())
                .as("it was certainly not made")
                .isFalse();
        assertThat(begun).hasValue(made);

        released.countDown();
        adapter.answers.put("findByRequestKey", arguments -> Optional.of("n"));
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(guarded.findByRequestKey("k")).hasValue("n"));
    }

    private static void awaitWhateverComes(CountDownLatch latch) {
        boolean over = false;
        while (!over) {
            try {
                over = latch.await(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                // An adapter that ignores it.
            }
        }
    }

    @Test
    void theClassLoaderOfTheAdapterIsTheContextOfItsCallsOnly() throws ProviderFailure {
        AtomicReference<@Nullable ClassLoader> seen = new AtomicReference<>();
        adapter.answers.put("findByRequestKey", arguments -> {
            seen.set(Thread.currentThread().getContextClassLoader());
            return Optional.empty();
        });
        ClassLoader own = new ClassLoader(getClass().getClassLoader()) {};
        Thread.currentThread().setContextClassLoader(own);
        Optional<String> ignored = adapter.guarded().findByRequestKey("k");
        assertThat(seen).hasValue(GuardTest.class.getClassLoader());
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(own);
    }

    @Test
    void anAccountThatItsAdapterCannotOpenIsDisabledWithTheReason() {
        Opening broken = () -> {
            throw new NoClassDefFoundError("com/example/Missing");
        };
        Provider disabled = factory(broken).open(ACCOUNT, SECRETS);
        assertThat(disabled.type()).isEqualTo(ProviderType.SANDBOX);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> disabled.create(request()), disabled::probe, () -> disabled.describe(List.of("n")))) {
            assertThat(failure(call))
                    .hasMessageContaining("disabled")
                    .hasMessageContaining("NoClassDefFoundError")
                    .satisfies(reason -> assertThat(reason.isOutcomeUnknown()).isFalse());
        }
        assertThatCode(disabled::close).doesNotThrowAnyException();

        adapter.answers.put("capabilities", arguments -> new Capabilities(true, true, true, 0));
        assertThat(failure(adapter.guarded()::probe)).hasMessageContaining("0 instances at once");
    }

    @Test
    void wrongSettingsAreToldAsTheAdapterSaysThem() {
        IllegalArgumentException wrong = new IllegalArgumentException("region is missing");
        Opening opening = () -> {
            throw wrong;
        };
        assertThatThrownBy(() -> factory(opening).open(ACCOUNT, SECRETS)).isSameAs(wrong);
        assertThatThrownBy(() -> factory(opening).check(ACCOUNT, SECRETS)).isSameAs(wrong);
    }

    @Test
    void theUsualCheckShowsNoMessageOfABug() {
        adapter.answers.put("catalogue", throwing(new IllegalArgumentException("invalid header value: s3cr3t")));
        GuardedFactory usual = GuardedFactory.of(new Factory(ProviderType.SANDBOX, adapter::provider));
        assertThat(failure(() -> usual.check(ACCOUNT, SECRETS)))
                .hasMessageContaining("IllegalArgumentException")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void aProviderWhoseOpeningIsGivenUpIsClosed() {
        AtomicInteger closed = new AtomicInteger();
        adapter.answers.put("close", arguments -> closed.incrementAndGet());
        adapter.answers.put("capabilities", throwing(new IllegalStateException()));
        assertThat(failure(adapter.guarded()::probe)).hasMessageContaining("disabled");
        assertThat(closed).hasValue(1);
    }

    /** More of them than processors, which a scheduler of virtual threads would give all carriers. */
    @Test
    void adaptersThatComputeWithoutEndDoNotKeepOthersFromBeingCalled() throws ProviderFailure {
        AtomicBoolean over = new AtomicBoolean();
        adapter.answers.put("findByRequestKey", arguments -> {
            while (!over.get()) {
                Thread.onSpinWait();
            }
            return Optional.empty();
        });
        AdapterCalls calls = new AdapterCalls("main", getClass().getClassLoader());
        Provider spinning = new GuardedProvider(
                adapter.provider(), ProviderType.SANDBOX, CAPABILITIES, calls, Duration.ofMillis(20));
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors() + 1; i++) {
                assertThat(failure(() -> spinning.findByRequestKey("k"))).hasMessageContaining("did not answer");
            }
            Adapter other = new Adapter();
            other.answers.put("findByRequestKey", arguments -> Optional.of("n"));
            assertThat(other.guarded().findByRequestKey("k")).hasValue("n");
        } finally {
            over.set(true);
        }
    }

    @Test
    void aSubscriptionIsClosedOnAnInterruptedThreadToo() {
        AtomicBoolean closed = new AtomicBoolean();
        adapter.answers.put("listen", arguments -> (Listening) () -> closed.set(true));
        Listening listening = adapter.guarded().listen(hint -> {});
        Thread.currentThread().interrupt();
        listening.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(closed).isTrue();
    }

    @Test
    void aSightingWithoutADetailThatItMustHaveIsTheAdaptersBug() {
        List<io.instancebus.domain.Address> addresses = new ArrayList<>();
        addresses.add(null);
        adapter.answers.put(
                "describe",
                arguments -> Map.of(
                        "n",
                        Sighting.builder(io.instancebus.domain.SightingState.RUNNING)
                                .publicAddresses(addresses)
                                .build()));
        assertThat(failure(() -> adapter.guarded().describe(List.of("n"))))
                .hasMessageContaining("a bug in the provider's adapter");
    }

    @Test
    void aPauseThatAProviderAsksForIsBounded() {
        assertThat(ProviderFailure.rateLimited("slowly", Duration.ofDays(365)).retryAfter())
                .isEqualTo(ProviderFailure.LONGEST_RETRY_AFTER);
        assertThat(ProviderFailure.rateLimited("slowly", Duration.ofSeconds(-5)).retryAfter())
                .isZero();
    }

    @Test
    void aCheckReturnsACatalogueOrAFailure() {
        adapter.answers.put("catalogue", arguments -> null);
        assertThatThrownBy(() -> factory(adapter::provider).check(ACCOUNT, SECRETS))
                .isInstanceOf(ProviderFailure.class)
                .hasMessageContaining("returned null");
        adapter.answers.put("catalogue", throwing(new StackOverflowError()));
        assertThatThrownBy(() -> factory(adapter::provider).check(ACCOUNT, SECRETS))
                .isInstanceOf(ProviderFailure.class)
                .hasMessageContaining("StackOverflowError");
    }

    private record Declaring(String method, Answer answer) {
        ProviderFactory factory() {
            return (ProviderFactory) Proxy.newProxyInstance(
                    GuardTest.class.getClassLoader(),
                    new Class<?>[] {ProviderFactory.class},
                    (proxy, called, arguments) ->
                            called.getName().equals(method) ? answer.to(new Object[0]) : ofDefault(called.getName()));
        }

        private static @Nullable Object ofDefault(String method) {
            return switch (method) {
                case "type" -> ProviderType.SANDBOX;
                case "rules" -> ProviderRules.COMMON;
                case "passInterval" -> Duration.ofSeconds(10);
                default -> null;
            };
        }
    }

    static List<Declaring> wrongDeclarations() {
        Policy common = ProviderRules.COMMON.policy();
        Policy tooLong = new Policy(
                common.submitWindow(),
                common.lockAndSkew(),
                common.stallAfter(),
                common.noProgressLimit(),
                common.hardLimit(),
                common.settlement(),
                common.maxAttempts(),
                common.firstLook(),
                common.longestLook(),
                common.missesUntilVanished(),
                Duration.ofDays(1_000));
        return List.of(
                new Declaring("type", arguments -> null),
                new Declaring("type", throwing(new StackOverflowError())),
                new Declaring("rules", arguments -> null),
                new Declaring("rules", throwing(new IllegalStateException())),
                new Declaring("rules", arguments -> ProviderRules.withPolicy(tooLong)),
                new Declaring("passInterval", arguments -> null),
                new Declaring("passInterval", arguments -> Duration.ZERO),
                new Declaring("passInterval", arguments -> Duration.ofSeconds(-1)),
                new Declaring("passInterval", arguments -> Duration.ofDays(2)));
    }

    @ParameterizedTest
    @MethodSource("wrongDeclarations")
    void anAdapterThatDeclaresSomethingInvalidCannotBeUsed(Declaring declaring) {
        assertThatThrownBy(() -> GuardedFactory.of(declaring.factory()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be used");
    }

    @Test
    void aMessageOfOurOwnTypesIsShownAndTheAdaptersIsNot() {
        Declaring named = new Declaring("type", arguments -> new ProviderType("Toy Things!"));
        assertThatThrownBy(() -> GuardedFactory.of(named.factory()))
                .hasMessageContaining("\"Toy Things!\" is no name of a provider type: a lower-case letter");
        Declaring own = new Declaring("type", throwing(new IllegalArgumentException("s3cr3t")));
        assertThatThrownBy(() -> GuardedFactory.of(own.factory()))
                .hasMessageContaining("IllegalArgumentException, at ")
                .hasMessageContaining("GuardTest")
                .hasMessageNotContaining("s3cr3t");

        adapter.answers.put("catalogue", arguments -> new Catalogue.Image("", "small", null, null, null));
        assertThat(failure(adapter.guarded()::catalogue))
                .hasMessageContaining("(IllegalArgumentException: it has no id)")
                .hasMessageNotContaining(" at ");
    }

    private record Found(Class<? extends ProviderFactory> type, Supplier<ProviderFactory> making)
            implements ServiceLoader.Provider<ProviderFactory> {
        @Override
        public ProviderFactory get() {
            return making.get();
        }
    }

    @Test
    void anAdapterThatIsNotMadeInTimeCannotBeUsedAndIsClosedIfItComesLater() {
        CountDownLatch released = new CountDownLatch(1);
        AtomicBoolean closed = new AtomicBoolean();
        ProviderFactory slow = new Declaring("close", arguments -> {
                    closed.set(true);
                    return null;
                })
                .factory();
        Found found = new Found(Factory.class, () -> {
            awaitWhateverComes(released);
            return slow;
        });
        assertThatThrownBy(() -> GuardedFactory.of(found, Duration.ofMillis(20)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Factory.class.getName() + " cannot be used")
                .hasMessageContaining("did not answer to its constructor within");
        assertThat(closed).isFalse();
        released.countDown();
        await().untilTrue(closed);
    }

    @Test
    void anAdapterIsMadeInTheContextOfItsClassLoader() {
        AtomicReference<@Nullable ClassLoader> seen = new AtomicReference<>();
        Found found = new Found(Factory.class, () -> {
            seen.set(Thread.currentThread().getContextClassLoader());
            return new Factory(ProviderType.SANDBOX, adapter::provider);
        });
        Thread.currentThread().setContextClassLoader(new ClassLoader(getClass().getClassLoader()) {});
        assertThat(GuardedFactory.of(found).type()).isEqualTo(ProviderType.SANDBOX);
        assertThat(seen).hasValue(Factory.class.getClassLoader());
    }

    @Test
    void hintsAreBoundedAndEndWithTheSubscription() {
        AtomicReference<@Nullable Consumer<Set<String>>> given = new AtomicReference<>();
        AtomicBoolean closed = new AtomicBoolean();
        adapter.answers.put("listen", arguments -> {
            given.set(consumer(arguments[0]));
            return (Listening) () -> closed.set(true);
        });
        List<Set<String>> hints = new ArrayList<>();
        Listening listening = adapter.guarded().listen(hints::add);
        Consumer<Set<String>> changed = java.util.Objects.requireNonNull(given.get());

        changed.accept(Set.of("a"));
        changed.accept(null);
        changed.accept(new HashSet<>(
                IntStream.range(0, 20_000).mapToObj(Integer::toString).toList()));
        listening.close();
        changed.accept(Set.of("b"));

        assertThat(hints).containsExactly(Set.of("a"), Set.of(), Set.of());
        assertThat(closed).isTrue();
    }

    @SuppressWarnings("unchecked")
    private static Consumer<Set<String>> consumer(Object given) {
        return (Consumer<Set<String>>) given;
    }

    @Test
    void aSubscriptionThatBeginsTooLateIsClosedAndOneThatFailsIsNone() {
        CountDownLatch released = new CountDownLatch(1);
        AtomicBoolean closed = new AtomicBoolean();
        adapter.answers.put("listen", arguments -> {
            awaitWhateverComes(released);
            return (Listening) () -> closed.set(true);
        });
        AdapterCalls calls = new AdapterCalls("main", getClass().getClassLoader());
        Listening late = GuardedListening.begin(adapter.provider(), hint -> {}, calls, Duration.ofMillis(20));
        late.close();
        released.countDown();
        await().untilTrue(closed);

        adapter.answers.put("listen", throwing(new LinkageError()));
        adapter.guarded().listen(hint -> {}).close();
        adapter.answers.put("listen", arguments -> (Listening) () -> {
            throw new IllegalStateException();
        });
        adapter.guarded().listen(hint -> {}).close();
    }

    @Test
    void anAdapterThatCannotBeClosedHidesNothing() {
        adapter.answers.put("close", throwing(new IllegalStateException()));
        assertThatCode(adapter.guarded()::close).doesNotThrowAnyException();
    }

    /** The suite of adapters throws checked exceptions through reflection; so may an adapter. */
    @Test
    void aCheckedExceptionIsABugLikeAnyOther() {
        adapter.answers.put("probe", throwing(new InvocationTargetException(new Exception())));
        assertThat(failure(adapter.guarded()::probe)).hasMessageContaining("a bug in the provider's adapter");
    }

    @Test
    void aListWithNullInACatalogueIsABug() {
        List<Catalogue.Realm> realms = new ArrayList<>();
        realms.add(null);
        adapter.answers.put("catalogue", arguments -> new Catalogue(List.of(), realms, List.of()));
        assertThat(failure(adapter.guarded()::catalogue)).hasMessageContaining("NullPointerException");
    }
}
