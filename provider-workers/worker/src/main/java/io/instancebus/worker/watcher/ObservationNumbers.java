package io.instancebus.worker.watcher;

import io.instancebus.domain.InstanceId;
import io.instancebus.domain.KnownInstance;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The number that an observation of an instance carries: the highest one that was known before it began. Not
 * thread-safe.
 */
final class ObservationNumbers {
    private final Map<InstanceId, Long> asked = new HashMap<>();

    void asked(PendingRequest request) {
        asked.put(request.instanceId(), request.number());
    }

    /** The number for an observation that began after this instance was read. */
    long before(KnownInstance instance) {
        return Math.max(instance.observation(), asked.getOrDefault(instance.id(), 0L));
    }

    void keepOnly(Set<InstanceId> ids) {
        asked.keySet().retainAll(ids);
    }
}
