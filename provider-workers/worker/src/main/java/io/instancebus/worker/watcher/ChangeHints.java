package io.instancebus.worker.watcher;

import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The instances that may have changed according to the provider's notifications. The provider's answers may lag behind
 * its notifications, so an instance is observed after growing intervals, until an observation shows a change or the
 * last interval is over. Thread-safe.
 */
final class ChangeHints {
    /** The intervals between the observations. */
    private static final List<Duration> DISTANCES = List.of(
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4));

    /** @param observations the number of observations so far */
    private record Hint(int observations, SteadyTime next) {}

    private final Map<String, Hint> byNativeId = new HashMap<>();
    private boolean ofAll;

    /** @param changed native ids; none for all */
    synchronized void add(Set<String> changed, SteadyTime now) {
        ofAll |= changed.isEmpty();
        changed.forEach(id -> byNativeId.put(id, new Hint(0, now)));
    }

    synchronized boolean ofAll() {
        return ofAll;
    }

    /** All instances are observed now, so hints for all are settled. */
    synchronized void ofAllNoMore() {
        ofAll = false;
    }

    /** The instances to observe now; each is due again later, unless it was the last interval. */
    synchronized Set<String> due(SteadyTime now) {
        Set<String> due = new HashSet<>();
        byNativeId.forEach((id, hint) -> {
            if (!now.isBefore(hint.next())) {
                due.add(id);
            }
        });
        due.forEach(id -> byNativeId.computeIfPresent(
                id,
                (same, hint) -> hint.observations() == DISTANCES.size()
                        ? null
                        : new Hint(hint.observations() + 1, now.plus(DISTANCES.get(hint.observations())))));
        return due;
    }

    /** The time at which the next instance is due. */
    synchronized Optional<SteadyTime> next() {
        return byNativeId.values().stream().map(Hint::next).min(SteadyTime::compareTo);
    }

    /** An observation has shown a change. */
    synchronized void settled(String nativeId) {
        byNativeId.remove(nativeId);
    }

    synchronized void clear() {
        byNativeId.clear();
        ofAll = false;
    }
}
