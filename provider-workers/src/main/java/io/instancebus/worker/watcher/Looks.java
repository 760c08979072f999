package io.instancebus.worker.watcher;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks through a provider in batches of what it allows. */
final class Looks {
    private final Provider provider;

    Looks(Provider provider) {
        this.provider = provider;
    }

    /**
     * A sighting of each, which has its native id unless it is missing.
     *
     * @throws ProviderFailure the provider as a whole cannot be heard or believed
     */
    Map<String, Sighting> at(Collection<String> nativeIds) throws ProviderFailure {
        Map<String, Sighting> seen = new HashMap<>();
        List<String> all = new ArrayList<>(nativeIds);
        int most = Math.max(1, provider.capabilities().describeBatch());
        for (int from = 0; from < all.size(); from += most) {
            seen.putAll(batch(all.subList(from, Math.min(all.size(), from + most))));
        }
        seen.replaceAll(Looks::named);
        return seen;
    }

    /** A look by request key tells the bus the native id that it found. */
    private static Sighting named(String nativeId, Sighting sighting) {
        if (sighting.nativeId() != null || sighting.state() == SightingState.MISSING) {
            return sighting;
        }
        return new Sighting(
                sighting.state(),
                sighting.rawState(),
                nativeId,
                sighting.publicAddresses(),
                sighting.privateAddresses(),
                sighting.sshPort(),
                sighting.launchedAt(),
                sighting.ownerId(),
                sighting.username(),
                sighting.progress(),
                sighting.fault());
    }

    /** The native id, if the provider has an instance with this key now. */
    Optional<String> find(String requestKey) throws ProviderFailure {
        return provider.findByRequestKey(requestKey);
    }

    private Map<String, Sighting> batch(List<String> nativeIds) throws ProviderFailure {
        try {
            return complete(nativeIds, provider.describe(nativeIds));
        } catch (ProviderFailure e) {
            if (!aboutOne(e)) {
                throw e;
            }
            return nativeIds.size() == 1 ? Map.of(nativeIds.getFirst(), faulty(e)) : oneByOne(nativeIds);
        }
    }

    /** One bad id must not hide all the others. */
    private Map<String, Sighting> oneByOne(List<String> nativeIds) throws ProviderFailure {
        Map<String, Sighting> seen = new HashMap<>();
        for (String nativeId : nativeIds) {
            seen.putAll(batch(List.of(nativeId)));
        }
        return seen;
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

    private static boolean aboutOne(ProviderFailure failure) {
        return switch (failure.failure().category()) {
            case INVALID, NOT_FOUND, CONFLICT -> true;
            case CAPACITY, QUOTA, AUTH, RATE_LIMITED, RETRYABLE, TIMEOUT, INTERNAL -> false;
        };
    }

    private static Sighting faulty(ProviderFailure e) {
        return new Sighting(
                SightingState.UNKNOWN, null, null, List.of(), List.of(), null, null, null, null, null, e.failure());
    }
}
