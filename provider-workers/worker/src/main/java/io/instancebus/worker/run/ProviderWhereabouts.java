package io.instancebus.worker.run;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.provider.Foreign;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.worker.hand.TaskFailure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the providers, and caches the answers: each machine is observed once in {@link #FRESH}, by one run at a time,
 * and sooner only if a run's task contradicts the answer. While a provider does not answer, its last answer is valid
 * for {@link #LASTING}. The owner of a machine does not change, so it is checked once. Thread-safe.
 */
public final class ProviderWhereabouts implements Whereabouts {
    static final Duration FRESH = Duration.ofSeconds(30);
    static final Duration LASTING = Duration.ofMinutes(10);
    /** The minimum time between observations, however many runs contradict the answer. */
    static final Duration SHORTEST = Duration.ofSeconds(2);
    /** The maximum number of cached machines. */
    private static final int MOST = 16_384;

    private static final Logger log = LoggerFactory.getLogger(ProviderWhereabouts.class);

    private record Claim(String account, InstanceId instance, String nativeId) {}

    private final Function<String, Optional<Provider>> providers;
    private final LongSupplier nanoTime;
    private final Map<Claim, Machine> machines = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Claim, Machine> eldest) {
            return size() > MOST;
        }
    };

    /**
     * @param providers the current accounts' providers, by name
     * @param nanoTime a monotonic clock
     */
    public ProviderWhereabouts(Function<String, Optional<Provider>> providers, LongSupplier nanoTime) {
        this.providers = providers;
        this.nanoTime = nanoTime;
    }

    @Override
    public Sighting of(String account, InstanceId instance, String nativeId, Predicate<Sighting> asTold)
            throws TaskFailure {
        return machine(new Claim(account, instance, nativeId)).observe(asTold);
    }

    private Machine machine(Claim claim) {
        synchronized (machines) {
            return machines.computeIfAbsent(claim, Machine::new);
        }
    }

    /** A machine that a task claims for an instance. */
    private final class Machine {
        private final Claim claim;
        private boolean itsOwn;
        private @Nullable Sighting last;
        private long lastAt;

        Machine(Claim claim) {
            this.claim = claim;
        }

        synchronized Sighting observe(Predicate<Sighting> asTold) throws TaskFailure {
            Sighting known = last;
            if (known != null && (within(SHORTEST) || (within(FRESH) && asTold.test(known)))) {
                return known;
            }
            try {
                return ask();
            } catch (ProviderFailure e) {
                if (known != null && within(LASTING)) {
                    log.atWarn()
                            .addKeyValue("instanceId", claim.instance())
                            .addKeyValue("problem", e.getMessage())
                            .log("The provider does not answer for an instance's machine now; its last answer is used");
                    return known;
                }
                throw later(e.failure(), e);
            }
        }

        private boolean within(Duration age) {
            return nanoTime.getAsLong() - lastAt < age.toNanos();
        }

        private Sighting ask() throws ProviderFailure, TaskFailure {
            Provider provider = providers
                    .apply(claim.account())
                    .orElseThrow(() -> ProviderFailure.unreachable(
                            "this worker is not configured with the account " + claim.account(), null));
            long begun = nanoTime.getAsLong();
            Sighting seen = observe(provider);
            return switch (seen.state()) {
                case PENDING, RUNNING, STOPPING, STOPPED, ERROR -> {
                    last = seen;
                    lastAt = begun;
                    yield seen;
                }
                case MISSING, GONE -> {
                    last = null;
                    throw later(Failure.of(FailureCategory.RETRYABLE, "the provider does not show it"), null);
                }
                case UNKNOWN ->
                    throw ProviderFailure.of(
                            FailureCategory.RETRYABLE,
                            null,
                            seen.fault() == null
                                    ? "the provider does not say"
                                    : seen.fault().message());
            };
        }

        private Sighting observe(Provider provider) throws ProviderFailure, TaskFailure {
            requireItsOwn(provider);
            return Objects.requireNonNull(
                    provider.describe(List.of(claim.nativeId())).get(claim.nativeId()));
        }

        private void requireItsOwn(Provider provider) throws ProviderFailure, TaskFailure {
            String key = claim.instance().requestKey();
            if (!itsOwn && !provider.isMadeFor(claim.nativeId(), key)) {
                throw TaskFailure.because(Foreign.place(claim.nativeId(), key), null);
            }
            itsOwn = true;
        }
    }

    /**
     * The observation has no effect, so the run was certainly not begun; and the provider's refusal must not look like
     * a refusal of the run's login.
     */
    private static TaskFailure later(Failure failure, @Nullable Throwable cause) {
        FailureCategory category = failure.category() == FailureCategory.RATE_LIMITED
                ? FailureCategory.RATE_LIMITED
                : FailureCategory.RETRYABLE;
        return TaskFailure.because(
                Failure.of(category, "where the instance is must be asked of its provider: " + failure.message()),
                cause);
    }
}
