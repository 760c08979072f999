package io.instancebus.provider.ec2;

import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Instances that this process launched a moment ago and that EC2 has not shown since; parts of EC2 may not know them
 * yet. Thread-safe.
 */
final class RecentCreates {
    private record Create(String requestKey, SteadyTime at) {}

    private final Duration window;
    private final SteadyClock clock;
    private final Map<String, Create> unseen = new LinkedHashMap<>();

    RecentCreates(Duration window, SteadyClock clock) {
        this.window = window;
        this.clock = clock;
    }

    synchronized void created(String nativeId, String requestKey) {
        forgetOld();
        unseen.putIfAbsent(nativeId, new Create(requestKey, clock.now()));
    }

    synchronized void seen(String nativeId) {
        unseen.remove(nativeId);
    }

    /** Whether the instance is so young that "not found" has no meaning. */
    synchronized boolean has(String nativeId) {
        forgetOld();
        return unseen.containsKey(nativeId);
    }

    /** Whether EC2 answered a create with this key with this instance. */
    synchronized boolean isOf(String nativeId, String requestKey) {
        forgetOld();
        Create create = unseen.get(nativeId);
        return create != null && create.requestKey().equals(requestKey);
    }

    synchronized Optional<String> byRequestKey(String requestKey) {
        forgetOld();
        return unseen.entrySet().stream()
                .filter(create -> create.getValue().requestKey().equals(requestKey))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Forgets the oldest first. */
    private void forgetOld() {
        SteadyTime limit = clock.now().minus(window);
        Iterator<Create> creates = unseen.values().iterator();
        while (creates.hasNext() && !creates.next().at().isAfter(limit)) {
            creates.remove();
        }
    }
}
