package io.instancebus.provider.tck;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A worker's observation of machines: in batches of the size that the provider allows; a request that fails for one machine
 * hides no other. The worker's tests check that the worker does the same.
 */
public record Observation(Provider provider) {
    /**
     * A sighting for each machine; UNKNOWN with the cause for one that cannot be seen.
     *
     * @throws ProviderFailure if the provider as a whole does not answer
     */
    public Map<String, Sighting> of(Collection<String> nativeIds) throws ProviderFailure {
        Map<String, Sighting> seen = new HashMap<>();
        Deque<List<String>> batches = batches(List.copyOf(nativeIds));
        boolean answers = false;
        while (!batches.isEmpty()) {
            List<String> batch = batches.remove();
            try {
                seen.putAll(describe(batch));
                answers = true;
            } catch (ProviderFailure e) {
                if (!e.maySpareOthers()) {
                    throw e;
                }
                if (batch.size() > 1) {
                    batches.add(batch.subList(0, batch.size() / 2));
                    batches.add(batch.subList(batch.size() / 2, batch.size()));
                } else {
                    answers = answers || answersTheProbe(e);
                    seen.put(batch.getFirst(), Sighting.unclear(e.failure()));
                }
            }
        }
        return seen;
    }

    private Deque<List<String>> batches(List<String> nativeIds) {
        int most = Math.max(1, provider.capabilities().describeBatch());
        Deque<List<String>> batches = new ArrayDeque<>();
        for (int from = 0; from < nativeIds.size(); from += most) {
            batches.add(nativeIds.subList(from, Math.min(nativeIds.size(), from + most)));
        }
        return batches;
    }

    private Map<String, Sighting> describe(List<String> batch) throws ProviderFailure {
        Map<String, Sighting> seen;
        try {
            seen = provider.describe(batch);
        } catch (RuntimeException e) {
            throw broken("the adapter broke over the provider's answer (" + e + ")");
        }
        List<String> left = new ArrayList<>(batch);
        left.removeAll(seen.keySet());
        if (!left.isEmpty()) {
            throw broken("the adapter left out " + left + " that it was asked for");
        }
        return seen;
    }

    private static ProviderFailure broken(String message) {
        return ProviderFailure.of(FailureCategory.INTERNAL, null, message);
    }

    private boolean answersTheProbe(ProviderFailure failed) throws ProviderFailure {
        try {
            provider.probe();
            return true;
        } catch (ProviderFailure silent) {
            throw failed;
        }
    }
}
