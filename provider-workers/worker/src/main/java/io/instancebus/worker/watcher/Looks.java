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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through a provider in batches of what it allows. A request that fails for one instance hides no other: as long
 * as anything else is answered it is that instance's own requestFailure, and is repeated after a time of its own. One thread's.
 */
final class Looks {
    private static final Logger log = LoggerFactory.getLogger(Looks.class);
    /** Who was heard so short a time ago is there. */
    private static final Duration LATELY = Duration.ofSeconds(1);
    /** A batch and both of its halves: when all are refused, it is time to ask whether anything is answered. */
    private static final int REFUSALS = 3;

    private final Provider provider;
    private final Supplier<Collection<String>> all;
    private final SteadyClock clock;
    private final RequestFailures requestFailures = new RequestFailures();
    private SteadyTime heardAt = SteadyTime.MIN;

    /** What came of the search for a request key. */
    sealed interface Found {
        record At(String nativeId) implements Found {}

        /** The provider has no instance with this key now. */
        record Nowhere() implements Found {}

        /**
         * The search failed, now or a short while ago, and others would not.
         *
         * @param unanswered whether it waited in vain for an answer now
         */
        record Unclear(ProviderFailure problem, boolean unanswered) implements Found {}
    }

    /** @param all the native ids of the account's instances now */
    Looks(Provider provider, Supplier<Collection<String>> all, SteadyClock clock) {
        this.provider = provider;
        this.all = all;
        this.clock = clock;
    }

    /**
     * A sighting of each, which has its native id unless it is missing; UNKNOWN with the cause, where it cannot be seen.
     *
     * @throws ProviderFailure the provider as a whole cannot be heard or believed
     */
    Map<String, Sighting> at(Collection<String> nativeIds) throws ProviderFailure {
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
                seen.putAll(complete(batch, ask(() -> provider.describe(batch))));
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
        seen.replaceAll(Looks::named);
        seen.putAll(unknownInstances);
        return seen;
    }

    /** What was in requestFailure last time is asked for alone, and last. */
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
     * Whether the provider answers anything now, asked for another instance and for none.
     *
     * @throws ProviderFailure what has failed already, if not
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

    /** An adapter that breaks over an answer has broken over what it asked about, and over nothing else. */
    private static <T> T ask(Question<T> question) throws ProviderFailure {
        try {
            return question.put();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("An adapter broke over the provider's answer");
            // Its message is not shown: it may hold what was asked.
            throw ProviderFailure.of(
                    FailureCategory.INTERNAL,
                    null,
                    "the adapter broke over the provider's answer ("
                            + e.getClass().getSimpleName() + "); the workers' log says more");
        }
    }

    private static boolean answers(ProviderFailure failed, Question<?> question) throws ProviderFailure {
        try {
            Object unused = ask(question);
            return true;
        } catch (ProviderFailure e) {
            if (!e.maySpareOthers()) {
                throw failed;
            }
            return false;
        }
    }

    /** A look by request key tells the bus the native id that it found. */
    private static Sighting named(String nativeId, Sighting sighting) {
        if (sighting.nativeId() != null || sighting.state() == SightingState.MISSING) {
            return sighting;
        }
        return sighting.withNativeId(nativeId);
    }

    /**
     * Where the instance with this request key is.
     *
     * @throws ProviderFailure the provider as a whole cannot be heard or believed
     */
    Found find(String requestKey) throws ProviderFailure {
        SteadyTime now = clock.now();
        Optional<ProviderFailure> waiting = requestFailures.waiting(requestKey, now);
        if (waiting.isPresent()) {
            return new Found.Unclear(waiting.get(), false);
        }
        try {
            Optional<String> found = ask(() -> provider.findByRequestKey(requestKey));
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

    private static Map<String, Sighting> complete(List<String> asked, Map<String, Sighting> answer)
            throws ProviderFailure {
        for (String nativeId : asked) {
            if (!answer.containsKey(nativeId)) {
                throw ProviderFailure.of(
                        FailureCategory.INTERNAL,
                        null,
                        "the provider's adapter left out " + nativeId + " that it was asked for");
            }
        }
        return answer;
    }
}
