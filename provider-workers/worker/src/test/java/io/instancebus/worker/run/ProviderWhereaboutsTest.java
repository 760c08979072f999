package io.instancebus.worker.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.worker.ScriptedProvider;
import io.instancebus.worker.hand.TaskFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often the provider is asked for a machine, and which answer is used when it does not answer. */
class ProviderWhereaboutsTest {
    private static final InstanceId ID = new InstanceId("i-1");
    private static final String MACHINE = "n-1";
    private static final String MOVED = "203.0.113.8";

    private final ScriptedProvider provider = new ScriptedProvider();
    private long nanos = Long.MAX_VALUE - 1;
    private final Whereabouts whereabouts =
            new ProviderWhereabouts(name -> Optional.of(provider.guarded()), () -> nanos);

    @BeforeEach
    void theMachineRuns() {
        provider.byKey.put(ID.requestKey(), MACHINE);
        provider.instances.put(MACHINE, ScriptedProvider.running(MACHINE));
    }

    @Test
    void manyRunsAtOnceAskTheProviderOnce() throws Exception {
        try (ExecutorService runs = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int run = 0; run < 100; run++) {
                var _ = runs.submit(this::observe);
            }
        }
        assertThat(observe()).isEqualTo(ScriptedProvider.running(MACHINE));
        assertThat(provider.calls).containsExactly("whose " + MACHINE, "describe 1");
    }

    @Test
    void afterAWhileItIsLookedAtAgainAndWhoseItIsIsKnown() throws TaskFailure {
        observe();
        pass(ProviderWhereabouts.FRESH);
        move();
        assertThat(observe().publicAddresses()).singleElement().returns(MOVED, address -> address.address());
        assertThat(provider.calls).containsExactly("whose " + MACHINE, "describe 1", "describe 1");
    }

    @Test
    void aRunThatWasToldOtherwiseHasItObservedSoonerButNotWithEachRun() throws TaskFailure {
        observe();
        move();
        assertThat(lookToldOfMove()).isEqualTo(ScriptedProvider.running(MACHINE));
        pass(ProviderWhereabouts.SHORTEST);
        assertThat(lookToldOfMove().publicAddresses()).singleElement().returns(MOVED, address -> address.address());
        assertThat(provider.calls).hasSize(3);
    }

    @Test
    void whileTheProviderCannotBeAskedWhatItShowedLastCountsForAWhile() throws TaskFailure {
        observe();
        provider.onDescribe = () -> {
            throw ProviderFailure.unreachable("no route", null);
        };
        pass(ProviderWhereabouts.FRESH);
        assertThat(observe()).isEqualTo(ScriptedProvider.running(MACHINE));
        pass(ProviderWhereabouts.LASTING);
        assertThat(failure()).satisfies(failure -> {
            assertThat(failure.category()).isEqualTo(FailureCategory.RETRYABLE);
            assertThat(failure.message()).contains("no route");
        });
    }

    @Test
    void whatTheProviderDoesNotShowHasNoPlaceAndMayHaveOneLater() {
        provider.instances.remove(MACHINE);
        assertThat(failure().category()).isEqualTo(FailureCategory.RETRYABLE);
        provider.instances.put(MACHINE, Sighting.of(SightingState.UNKNOWN));
        assertThat(failure().category()).isEqualTo(FailureCategory.RETRYABLE);
        provider.broken = MACHINE;
        assertThat(failure().category()).isEqualTo(FailureCategory.RETRYABLE);
        provider.byKey.clear();
        assertThat(failure().category()).as("not even whose it is").isEqualTo(FailureCategory.RETRYABLE);
    }

    @Test
    void theMachineOfAnotherInstanceIsNoPlaceOfThisOne() {
        provider.byKey.clear();
        provider.byKey.put("i-2", MACHINE);
        assertThat(failure()).satisfies(failure -> {
            assertThat(failure.category()).isEqualTo(FailureCategory.INVALID);
            assertThat(failure.message()).contains(MACHINE, "i-1");
        });
        assertThat(provider.calls).doesNotContain("describe 1");
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private void move() {
        provider.instances.put(MACHINE, ScriptedProvider.sighting(SightingState.RUNNING, MACHINE, MOVED));
    }

    private Sighting observe() throws TaskFailure {
        return whereabouts.of("main", ID, MACHINE, seen -> true);
    }

    private Sighting lookToldOfMove() throws TaskFailure {
        return whereabouts.of("main", ID, MACHINE, seen -> false);
    }

    private Failure failure() {
        return requireNonNull(catchThrowableOfType(TaskFailure.class, this::observe))
                .failure();
    }
}
