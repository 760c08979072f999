package io.instancebus.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.tck.CreateTask;
import io.instancebus.provider.tck.Observation;
import io.instancebus.worker.hand.Delivered;
import io.instancebus.worker.watcher.WatcherObservation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The conformance suite's stand-in for a worker makes the same calls to an adapter as the worker, with the same
 * results.
 */
class ConformanceSuiteTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final List<Boolean> BOTH = List.of(false, true);
    private static final CreateRequest REQUEST = new CreateRequest(
            "key-1", new InstanceId("i-1"), "img1", null, null, null, null, List.of(), null, Map.of());

    /** The provider's behaviour. */
    enum ProviderFault {
        NONE(provider -> {}),
        LOST_ANSWER(provider -> provider.onMutation = fails(ProviderFailure.outcomeUnknown("lost", null))),
        REFUSED(provider -> provider.onMutation = fails(ProviderFailure.of(FailureCategory.QUOTA, null, "full"))),
        RATE_LIMITED(
                provider -> provider.onMutation = fails(ProviderFailure.rateLimited("slowly", Duration.ofSeconds(9)))),
        UNREACHABLE(provider -> provider.onMutation = fails(ProviderFailure.unreachable("away", null))),
        BROKEN(provider -> provider.onMutation = () -> {
            throw new IllegalStateException("a bug");
        }),
        SEARCH_FAILS(provider -> provider.onFind = fails(ProviderFailure.outcomeUnknown("lost", null))),
        SEARCH_RATE_LIMITED(provider -> provider.onFind = fails(ProviderFailure.rateLimited("slowly", null)));

        private final Consumer<ScriptedProvider> begin;

        ProviderFault(Consumer<ScriptedProvider> begin) {
            this.begin = begin;
        }
    }

    private static ScriptedProvider.Script fails(ProviderFailure failure) {
        return () -> {
            throw failure;
        };
    }

    /** A create by the suite or the worker, with the calls to the provider. */
    private interface Way {
        Report deliver(ScriptedProvider provider) throws InterruptedException;
    }

    @ParameterizedTest
    @EnumSource
    void aCreateIsAskedForAndComesToTheSame(ProviderFault fault) throws InterruptedException {
        for (boolean idempotent : BOTH) {
            for (boolean inSteps : BOTH) {
                for (boolean there : BOTH) {
                    for (int attempt = 1; attempt <= 2; attempt++) {
                        for (int delivery = 1; delivery <= 2; delivery++) {
                            int tried = attempt;
                            int delivered = delivery;
                            assertSame(
                                    new Setting(fault, idempotent, inSteps, there),
                                    provider -> new Delivered(provider, REQUEST, TIMEOUT).deliver(tried, delivered),
                                    provider -> new CreateTask(provider, REQUEST, TIMEOUT).deliver(tried, delivered));
                        }
                    }
                    assertSame(
                            new Setting(fault, idempotent, inSteps, there),
                            provider -> new Delivered(provider, REQUEST, TIMEOUT).deliverFound(2, "native-1"),
                            provider -> new CreateTask(provider, REQUEST, TIMEOUT).deliverFound(2, "native-1"));
                }
            }
        }
    }

    private record Setting(ProviderFault fault, boolean idempotent, boolean inSteps, boolean there) {
        ScriptedProvider provider() {
            ScriptedProvider provider = new ScriptedProvider();
            provider.idempotentCreate = idempotent;
            provider.createInSteps = inSteps;
            if (there) {
                provider.byKey.put(REQUEST.requestKey(), "native-1");
            }
            fault.begin.accept(provider);
            return provider;
        }
    }

    private static void assertSame(Setting setting, Way worker, Way suite) throws InterruptedException {
        ScriptedProvider ofWorker = setting.provider();
        ScriptedProvider ofSuite = setting.provider();
        Report reported = worker.deliver(ofWorker);
        Report expected = suite.deliver(ofSuite);
        assertThat(ofSuite.calls).as(setting.toString()).isEqualTo(ofWorker.calls);
        assertThat(words(expected)).as(setting.toString()).isEqualTo(words(reported));
    }

    private static String words(Report report) {
        return switch (report) {
            case Report.Accepted accepted -> "accepted " + accepted.nativeId();
            case Report.Failed failed -> "failed " + failed.failure();
            default -> report.getClass().getSimpleName();
        };
    }

    @Test
    void anObservationShowsTheSame() throws ProviderFailure {
        for (int batch : List.of(1, 2, 3, 100)) {
            assertObservesTheSame(batch, provider -> {});
            assertObservesTheSame(batch, provider -> provider.malformed = "b");
            assertObservesTheSame(batch, provider -> provider.broken = "e");
            assertObservesTheSame(batch, provider -> {
                provider.malformed = "a";
                provider.refused.put("d", ProviderFailure.of(FailureCategory.INTERNAL, "Oops", "an error"));
            });
            assertObservesTheSame(
                    batch,
                    provider -> List.of("a", "b", "c", "d", "e")
                            .forEach(id -> provider.refused.put(
                                    id, ProviderFailure.of(FailureCategory.INTERNAL, "Oops", "an error"))));
        }
    }

    @Test
    void aProviderThatDoesNotAnswerIsAFailureOfBoth() {
        for (ProviderFailure failure : List.of(
                ProviderFailure.unreachable("away", null),
                ProviderFailure.rateLimited("slowly", null),
                ProviderFailure.of(FailureCategory.AUTH, null, "who are you?"),
                ProviderFailure.of(FailureCategory.INTERNAL, null, "all is broken"))) {
            ScriptedProvider provider = some(2);
            provider.onDescribe = fails(failure);
            provider.onFind = fails(failure);
            assertThat(catchThrowableOfType(
                            ProviderFailure.class, () -> WatcherObservation.of(provider, ids(provider))))
                    .isSameAs(failure);
            assertThat(catchThrowableOfType(ProviderFailure.class, () -> new Observation(provider).of(ids(provider))))
                    .isSameAs(failure);
        }
    }

    private static void assertObservesTheSame(int batch, Consumer<ScriptedProvider> fault) throws ProviderFailure {
        ScriptedProvider provider = some(batch);
        fault.accept(provider);
        var byWorker = WatcherObservation.of(provider.guarded(), ids(provider)).sightings();
        var bySuite = new Observation(provider).of(ids(provider));
        assertThat(bySuite.keySet()).isEqualTo(byWorker.keySet());
        byWorker.forEach((id, sighting) -> assertThat(bySuite)
                .hasEntrySatisfying(id, seen -> assertThat(seen.state()).as(id).isEqualTo(sighting.state())));
    }

    private static ScriptedProvider some(int batch) {
        ScriptedProvider provider = new ScriptedProvider();
        provider.describeBatch = batch;
        for (String id : List.of("a", "b", "c", "d", "e")) {
            provider.instances.put(id, ScriptedProvider.running(id));
        }
        return provider;
    }

    private static List<String> ids(ScriptedProvider provider) {
        List<String> ids = new ArrayList<>(provider.instances.keySet());
        ids.add("unknown");
        return ids;
    }
}
