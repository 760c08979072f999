package io.instancebus.worker.watcher;

import io.instancebus.domain.InstanceId;
import io.instancebus.domain.KnownInstance;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The number that an observation of an instance carries: the highest one that was known before it began. Not
 * thread-safe.
 */
final class ObservationNumbers {
    private final KnownInstances known;
    private final Map<InstanceId, Long> asked = new HashMap<>();

    ObservationNumbers(KnownInstances known) {
        this.known = known;
    }

    void asked(PendingRequest request) {
        asked.put(request.instanceId(), request.number());
    }

    /** The numbers of an observation that begins now. */
    Map<InstanceId, Long> now(Collection<InstanceId> ids) {
        Map<InstanceId, Long> numbers = new HashMap<>();
        ids.forEach(id -> numbers.put(id, now(id)));
        return numbers;
    }

    private long now(InstanceId id) {
        long onTheBus = known.find(id).map(KnownInstance::observation).orElse(0L);
        return Math.max(onTheBus, asked.getOrDefault(id, 0L));
    }

    void keepOnly(Set<InstanceId> ids) {
        asked.keySet().retainAll(ids);
    }
}
