package io.instancebus.worker.watcher;

import io.instancebus.domain.Failure;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The instances of an account whose state is unknown although the provider answers, with the reason: each keeps its
 * last state, and the account reports it. Not thread-safe.
 */
final class UnknownInstances {
    private static final int NAMED = 5;
    private static final int LONGEST_REASON = 300;

    private final Map<InstanceId, Failure> reasons = new LinkedHashMap<>();

    void saw(InstanceId id, Sighting sighting) {
        Failure fault = sighting.fault();
        if (sighting.state() == SightingState.UNKNOWN && fault != null) {
            reasons.put(id, fault);
        } else {
            reasons.remove(id);
        }
    }

    void keepOnly(Set<InstanceId> ids) {
        reasons.keySet().retainAll(ids);
    }

    Set<InstanceId> instances() {
        return Set.copyOf(reasons.keySet());
    }

    /** @param of the number of the account's instances */
    Optional<String> words(int of) {
        if (reasons.isEmpty()) {
            return Optional.empty();
        }
        String named = reasons.entrySet().stream()
                .limit(NAMED)
                .map(each -> each.getKey().value() + " (" + cut(each.getValue().message()) + ")")
                .collect(Collectors.joining("; "));
        String more = reasons.size() > NAMED ? "; and " + (reasons.size() - NAMED) + " more" : "";
        return Optional.of(reasons.size() + " of " + of + " instances cannot be seen: " + named + more);
    }

    private static String cut(String message) {
        int end = Math.min(message.length(), LONGEST_REASON);
        return message.substring(0, end > 0 && Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end);
    }
}
