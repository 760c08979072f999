package io.instancebus.provider.sandbox;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The failures that the sandbox simulates, and its own refusals; the test moves the clock. */
class SandboxModesTest {
    private static final Duration START = Duration.ofSeconds(2);
    private final HandClock clock = new HandClock();

    @TempDir
    Path folder;

    private SandboxCloud cloud;
    private SandboxProvider provider;

    @BeforeEach
    void open() throws Exception {
        open(SandboxConfig.defaults());
    }

    private void open(SandboxConfig config) throws Exception {
        cloud = SandboxCloud.open(folder, config.withSsh(SandboxSshConfig.off()), clock);
        provider = new SandboxProvider(cloud);
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void comesUpAfterTheStartDelayAndShowsItsProgress() throws Exception {
        String nativeId = provider.create(Requests.request("k")).nativeId();
        assertThat(see(nativeId).state()).isEqualTo(SightingState.PENDING);
        assertThat(see(nativeId).progress()).isZero();
        clock.advance(Duration.ofMillis(500));
        assertThat(see(nativeId).progress()).isEqualTo(25);
        clock.advance(Duration.ofMillis(1499));
        assertThat(see(nativeId).state()).isEqualTo(SightingState.PENDING);
        clock.advance(Duration.ofMillis(1));

        Sighting running = see(nativeId);
        assertThat(running.state()).isEqualTo(SightingState.RUNNING);
        assertThat(running.launchedAt()).isEqualTo(clock.instant());
        assertThat(running.progress()).isNull();
        assertThat(running.publicAddresses().getFirst().address()).isEqualTo("127.0.0.1");
        assertThat(running.privateAddresses().getFirst().address()).matches("10\\.\\d+\\.\\d+\\.\\d+");
        assertThat(running.ownerId()).isEqualTo("sandbox");
    }

    @Test
    void failLateIsAcceptedAndThenInErrorWithItsCause() throws Exception {
        String nativeId = provider.create(Requests.mode("k", "fail-late")).nativeId();
        assertThat(see(nativeId).state()).isEqualTo(SightingState.PENDING);
        assertThat(see(nativeId).fault()).isNull();
        clock.advance(START);

        Sighting failed = see(nativeId);
        assertThat(failed.state()).isEqualTo(SightingState.ERROR);
        assertThat(requireNonNull(failed.fault()).category()).isEqualTo(FailureCategory.CAPACITY);
        assertThat(requireNonNull(failed.fault()).message())
                .isEqualTo("Insufficient disk space on datastore sandbox-0");
        assertThat(category(() -> provider.start(nativeId))).isEqualTo(FailureCategory.CONFLICT);
        provider.destroy(nativeId, "k");
        clock.advance(Duration.ofSeconds(1));
        assertThat(see(nativeId).state()).isEqualTo(SightingState.GONE);
    }

    @Test
    void hangIsPendingForEverWithoutProgress() throws Exception {
        String nativeId = provider.create(Requests.mode("k", "hang")).nativeId();
        clock.advance(Duration.ofDays(30));
        assertThat(see(nativeId).state()).isEqualTo(SightingState.PENDING);
        assertThat(see(nativeId).progress()).isNull();
        assertThat(category(() -> provider.stop(nativeId, true))).isEqualTo(FailureCategory.CONFLICT);
        provider.destroy(nativeId, "k");
    }

    @Test
    void vanishComesUpAndDisappearsWithoutATrace() throws Exception {
        String nativeId = provider.create(Requests.mode("k", "vanish")).nativeId();
        clock.advance(START);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.RUNNING);
        clock.advance(START);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.MISSING);
        assertThat(provider.findByRequestKey("k")).isEmpty();
        assertThat(category(() -> provider.stop(nativeId, true))).isEqualTo(FailureCategory.NOT_FOUND);
    }

    @Test
    void vanishPendingNeverComesUp() throws Exception {
        String nativeId = provider.create(Requests.mode("k", "vanish-pending")).nativeId();
        assertThat(see(nativeId).state()).isEqualTo(SightingState.PENDING);
        clock.advance(START);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.MISSING);
    }

    @Test
    void lostAnswerCreatesAndTheSecondAskGetsTheSame() throws Exception {
        CreateRequest request = Requests.mode("k", "lost-answer");
        ProviderFailure lost = failure(() -> provider.create(request));
        assertThat(lost.isOutcomeUnknown()).isTrue();
        String found = provider.findByRequestKey("k").orElseThrow();
        assertThat(provider.create(request).nativeId()).isEqualTo(found);
        assertThat(cloud.control().createsExecuted()).isEqualTo(1);
    }

    @Test
    void slowTakesTenTimesAsLongOrAsLongAsItIsTold() throws Exception {
        String ten = provider.create(Requests.mode("ten", "slow")).nativeId();
        String told = provider.create(Requests.with("told", Map.of("sandbox", "slow", "sandbox-delay-ms", "3000")))
                .nativeId();
        clock.advance(Duration.ofSeconds(3));
        assertThat(see(told).state()).isEqualTo(SightingState.RUNNING);
        clock.advance(Duration.ofSeconds(16));
        assertThat(see(ten).state()).isEqualTo(SightingState.PENDING);
        clock.advance(Duration.ofSeconds(1));
        assertThat(see(ten).state()).isEqualTo(SightingState.RUNNING);
    }

    @Test
    void slowAnswerIsCreatedLongBeforeItAnswers() throws Exception {
        CreateRequest request = Requests.with("k", Map.of("sandbox", "slow-answer", "sandbox-delay-ms", "60000"));
        Thread asking = Thread.ofVirtual()
                .start(() -> assertThat(failure(() -> provider.create(request)).isOutcomeUnknown())
                        .isTrue());
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> provider.findByRequestKey("k").isPresent());
        assertThat(asking.isAlive()).isTrue();
        asking.interrupt();
        assertThat(asking.join(Duration.ofSeconds(30))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rate-limited", "unreachable"})
    void theFirstTriesFailAndThenItWorks(String mode) throws Exception {
        CreateRequest request = Requests.with("k", Map.of("sandbox", mode, "sandbox-tries", "3"));
        for (int i = 0; i < 3; i++) {
            ProviderFailure failure = failure(() -> provider.create(request));
            assertThat(failure.failure().retryable()).isTrue();
            assertThat(failure.isOutcomeUnknown()).isFalse();
        }
        assertThat(provider.create(request).nativeId()).startsWith("i-");
        assertThat(cloud.control().createsExecuted()).isEqualTo(1);
    }

    @Test
    void aDeafInstanceHeedsOnlyForce() throws Exception {
        String nativeId = provider.create(Requests.mode("k", "deaf")).nativeId();
        clock.advance(START);
        provider.stop(nativeId, false);
        clock.advance(Duration.ofDays(1));
        assertThat(see(nativeId).state()).isEqualTo(SightingState.STOPPING);
        provider.stop(nativeId, true);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.STOPPED);
    }

    @Test
    void anUnknownModeIsRefusedWithTheListOfModes() {
        ProviderFailure failure = failure(() -> provider.create(Requests.mode("k", "explode")));
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.INVALID);
        assertThat(failure.failure().message()).contains("explode", "fail-late", "vanish-pending", "slow-answer");
    }

    @ParameterizedTest
    @CsvSource({
        "img9, us, m1-small, cpu, 1, NOT_FOUND",
        "img1, mars, m1-small, cpu, 1, NOT_FOUND",
        "img1, us, m9-huge, cpu, 1, NOT_FOUND",
        "img1, us, m1-small, cpu, 0, INVALID",
        "img1, us, m1-small, cpu, 65, INVALID",
        "img1, us, m1-small, cpu, 1.5, INVALID",
        "img1, us, m1-small, cpu, many, INVALID",
        "img1, us, m1-small, memory, -1, INVALID",
        "img1, us, m1-small, memory, 1048577, INVALID",
        "img1, us, m1-small, memory, 1e5, INVALID",
        "img1, us, m1-small, storage, 0.0, INVALID",
        "img1, us, m1-small, architecture, z80, INVALID",
        "img1, us, m1-small, colour, red, INVALID"
    })
    void whatIsNotOnOfferIsRefused(
            String image, String realm, String profile, String name, String value, FailureCategory category) {
        CreateRequest request =
                Requests.of("k", image, realm, new HardwareProfile(profile, Map.of(name, value)), Map.of());
        assertThat(category(() -> provider.create(request))).isEqualTo(category);
        assertThat(cloud.control().instances()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cpu, 64", "memory, 1740.8", "memory, 1048576", "storage, 2048", "architecture, x86_64"})
    void whatIsOnOfferIsTaken(String name, String value) throws Exception {
        HardwareProfile profile = new HardwareProfile("opaque", Map.of(name, value));
        assertThat(provider.create(Requests.of("k", "img3", "eu", profile, Map.of()))
                        .nativeId())
                .startsWith("i-");
    }

    @Test
    void theQuotaCountsOnlyWhatIsThere() throws Exception {
        cloud.close();
        open(SandboxConfig.defaults().withQuota(2));
        provider.create(Requests.request("a"));
        String b = provider.create(Requests.request("b")).nativeId();
        assertThat(category(() -> provider.create(Requests.request("c")))).isEqualTo(FailureCategory.QUOTA);
        provider.destroy(b, "b");
        clock.advance(Duration.ofSeconds(1));
        provider.create(Requests.request("c"));
        assertThat(cloud.control().instances()).containsOnlyKeys("a", "c");
    }

    @Test
    void callsBeyondTheRateAreTooMany() throws Exception {
        cloud.close();
        open(SandboxConfig.defaults().withCallsPerSecond(2));
        provider.catalogue();
        provider.catalogue();
        ProviderFailure failure = failure(() -> provider.catalogue());
        assertThat(failure.failure().category()).isEqualTo(FailureCategory.RATE_LIMITED);
        assertThat(failure.retryAfter()).isPositive();
        clock.advance(requireNonNull(failure.retryAfter()));
        provider.catalogue();
        assertThat(cloud.control().apiCalls()).isEqualTo(4);
    }

    @Test
    void whatHappensBesideTheBusIsSeen() throws Exception {
        String nativeId = provider.create(Requests.request("k")).nativeId();
        clock.advance(START);
        cloud.control().powerOff(nativeId);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.STOPPED);
        cloud.control().powerOn(nativeId);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.RUNNING);
        cloud.control().breakDown(nativeId, "the disk is on fire");
        assertThat(requireNonNull(see(nativeId).fault()).message()).isEqualTo("the disk is on fire");
        cloud.control().remove(nativeId);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.MISSING);
    }

    @Test
    void aDestroyedInstanceIsGoneForAWhileAndThenMissingButItsKeyIsRemembered() throws Exception {
        String nativeId = provider.create(Requests.request("k")).nativeId();
        provider.destroy(nativeId, "k");
        clock.advance(Duration.ofSeconds(1));
        assertThat(see(nativeId).state()).isEqualTo(SightingState.GONE);
        clock.advance(Duration.ofHours(1));
        assertThat(see(nativeId).state()).isEqualTo(SightingState.MISSING);
        assertThat(provider.create(Requests.request("k")).nativeId()).isEqualTo(nativeId);
        assertThat(cloud.control().createsExecuted()).isEqualTo(1);
    }

    @Test
    void everyModeHasItsRowInTheGuide() throws Exception {
        String guide = java.nio.file.Files.readString(Path.of("..", "..", "docs", "sandbox.md"));
        for (SandboxMode mode : SandboxMode.values()) {
            assertThat(guide).contains("| `" + mode.label() + "` |");
        }
    }

    private Sighting see(String nativeId) throws ProviderFailure {
        return requireNonNull(provider.describe(List.of(nativeId)).get(nativeId));
    }

    private static ProviderFailure failure(ThrowingCallable call) {
        return catchThrowableOfType(ProviderFailure.class, call);
    }

    private static FailureCategory category(ThrowingCallable call) {
        return failure(call).failure().category();
    }
}
