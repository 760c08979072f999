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
 * What a provider says by itself may have changed. What it shows may lag behind what it says, so an instance is looked at
 * at growing distances until a look shows something new or the last of them is over. Safe for many threads.
 */
final class ChangeHints {
    /** From one look to the next. */
    private static final List<Duration> DISTANCES = List.of(
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4));

    /** @param looks how many there were */
    private record Hint(int looks, SteadyTime next) {}

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

    /** Everything is looked at now. */
    synchronized void ofAllNoMore() {
        ofAll = false;
    }

    /** The instances to look at now; each is due again later, unless that was the last time. */
    synchronized Set<String> due(SteadyTime now) {
        Set<String> due = new HashSet<>();
        byNativeId.forEach((id, hint) -> {
            if (!now.isBefore(hint.next())) {
                due.add(id);
            }
        });
        due.forEach(id -> byNativeId.computeIfPresent(
                id,
                (same, hint) -> hint.looks() == DISTANCES.size()
                        ? null
                        : new Hint(hint.looks() + 1, now.plus(DISTANCES.get(hint.looks())))));
        return due;
    }

    /** When the next of them is due. */
    synchronized Optional<SteadyTime> next() {
        return byNativeId.values().stream().map(Hint::next).min(SteadyTime::compareTo);
    }

    /** A look has shown something new. */
    synchronized void settled(String nativeId) {
        byNativeId.remove(nativeId);
    }

    synchronized void clear() {
        byNativeId.clear();
        ofAll = false;
    }
}
