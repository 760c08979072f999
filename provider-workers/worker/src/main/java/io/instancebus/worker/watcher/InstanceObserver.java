package io.instancebus.worker.watcher;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Observes instances in batches of the size that it allows. A request that fails for one instance hides no other:
 * as long as the provider answers anything else, the failure concerns that instance only, and the request is repeated
 * after an interval of its own. Not thread-safe.
 */
final class InstanceObserver {
    /** A provider that answered this recently is available. */
    private static final Duration LATELY = Duration.ofSeconds(1);
    /** A batch and both of its halves: if all are refused, check whether the provider answers anything. */
    private static final int REFUSALS = 3;

    private final Provider provider;
    private final Supplier<Collection<String>> all;
    private final SteadyClock clock;
    private final RequestFailures requestFailures = new RequestFailures();
    private SteadyTime heardAt = SteadyTime.MIN;

    /** The result of a search for a request key. */
    sealed interface Found {
        record At(String nativeId) implements Found {}

        /** The provider has no machine with this key now. */
        record Nowhere() implements Found {}

        /**
         * The search failed, now or recently, but others would not.
         *
         * @param unanswered whether this search waited in vain for an answer
         */
        record Unclear(ProviderFailure problem, boolean unanswered) implements Found {}
    }

    /** @param all all native ids of the account's instances now */
    InstanceObserver(Provider provider, Supplier<Collection<String>> all, SteadyClock clock) {
        this.provider = provider;
        this.all = all;
        this.clock = clock;
    }

    /**
     * A sighting of each machine, which has its native id unless it is missing; UNKNOWN with the cause if it cannot be
     * seen.
     *
     * @throws ProviderFailure if the provider as a whole does not answer, or its answers are unreliable
     */
    Map<String, Sighting> observe(Collection<String> nativeIds) throws ProviderFailure {
        SteadyTime now = clock.now();
        requestFailures.forgetOld(now);
        Map<String, Sighting> unknownInstances = new HashMap<>();
        nativeIds.forEach(id -> requestFailures
                .waiting(id, now)
                .ifPresent(problem -> unknownInstances.put(id, Sighting.unclear(problem.failure()))));
        Map<String, Sighting> seen = new HashMap<>();
        Deque<List<String>> batches = batches(nativeIds.stream()
                .filter(id -> !unknownInstances.containsKey(id))
                .toList());
        boolean heard = false;
        int refusals = 0;
        while (!batches.isEmpty()) {
            List<String> batch = batches.remove();
            try {
                seen.putAll(provider.describe(batch));
                batch.forEach(requestFailures::over);
                heardAt = clock.now();
                heard = true;
            } catch (ProviderFailure e) {
                if (!e.maySpareOthers()) {
                    throw e;
                }
                refusals++;
                if (batch.size() > 1) {
                    halve(batch, batches);
                }
                if (!heard && (refusals >= REFUSALS || batches.isEmpty())) {
                    check(e, nativeIds);
                    heard = true;
                }
                if (batch.size() == 1) {
                    requestFailures.failed(batch.getFirst(), e, now);
                    unknownInstances.put(batch.getFirst(), Sighting.unclear(e.failure()));
                }
            }
        }
        seen.replaceAll(InstanceObserver::named);
        seen.putAll(unknownInstances);
        return seen;
    }

    /** Machines whose last request failed are requested alone, and last. */
    private Deque<List<String>> batches(List<String> nativeIds) {
        List<String> well =
                nativeIds.stream().filter(id -> !requestFailures.concerns(id)).toList();
        int most = Math.max(1, provider.capabilities().describeBatch());
        Deque<List<String>> batches = new ArrayDeque<>();
        for (int from = 0; from < well.size(); from += most) {
            batches.add(well.subList(from, Math.min(well.size(), from + most)));
        }
        nativeIds.stream().filter(requestFailures::concerns).map(List::of).forEach(batches::add);
        return batches;
    }

    private static void halve(List<String> batch, Deque<List<String>> batches) {
        int half = batch.size() / 2;
        batches.add(batch.subList(0, half));
        batches.add(batch.subList(half, batch.size()));
    }

    /**
     * Checks whether the provider answers a request for another machine, or for none.
     *
     * @throws ProviderFailure the original failure, if it does not
     */
    private void check(ProviderFailure failed, Collection<String> besides) throws ProviderFailure {
        if (clock.now().isBefore(heardAt.plus(LATELY))) {
            return;
        }
        Optional<String> another = all.get().stream()
                .filter(id -> !besides.contains(id) && !requestFailures.concerns(id))
                .findFirst();
        boolean answers = another.isPresent() && answers(failed, () -> provider.describe(List.of(another.get())));
        if (!answers
                && !answers(failed, () -> {
                    provider.probe();
                    return true;
                })) {
            throw failed;
        }
        heardAt = clock.now();
    }

    @FunctionalInterface
    private interface Question<T> {
        T put() throws ProviderFailure;
    }

    private static boolean answers(ProviderFailure failed, Question<?> question) throws ProviderFailure {
        try {
            Object unused = question.put();
            return true;
        } catch (ProviderFailure e) {
            if (!e.maySpareOthers()) {
                throw failed;
            }
            return false;
        }
    }

    /** An observation by request key reports the native id that it found. */
    private static Sighting named(String nativeId, Sighting sighting) {
        if (sighting.nativeId() != null || sighting.state() == SightingState.MISSING) {
            return sighting;
        }
        return sighting.withNativeId(nativeId);
    }

    /**
     * Searches for the machine with this request key.
     *
     * @throws ProviderFailure if the provider as a whole does not answer, or its answers are unreliable
     */
    Found find(String requestKey) throws ProviderFailure {
        SteadyTime now = clock.now();
        Optional<ProviderFailure> waiting = requestFailures.waiting(requestKey, now);
        if (waiting.isPresent()) {
            return new Found.Unclear(waiting.get(), false);
        }
        try {
            Optional<String> found = provider.findByRequestKey(requestKey);
            requestFailures.over(requestKey);
            heardAt = clock.now();
            return found.<Found>map(Found.At::new).orElseGet(Found.Nowhere::new);
        } catch (ProviderFailure e) {
            if (e.failure().category() == FailureCategory.RATE_LIMITED) {
                throw e;
            }
            check(e, List.of());
            requestFailures.failed(requestKey, e, now);
            return new Found.Unclear(e, !e.maySpareOthers());
        }
    }
}
