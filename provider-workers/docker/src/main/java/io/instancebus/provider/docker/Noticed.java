package io.instancebus.provider.docker;

import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Containers that the engine's events mentioned recently, whose listing may be out of date. Thread-safe. */
final class Noticed {
    private static final Duration LATELY = Duration.ofSeconds(15);

    private final SteadyClock clock;
    private final Map<String, SteadyTime> byId = new HashMap<>();

    Noticed(SteadyClock clock) {
        this.clock = clock;
    }

    synchronized void add(Set<String> ids) {
        SteadyTime now = clock.now();
        byId.values().removeIf(at -> !now.isBefore(at.plus(LATELY)));
        ids.forEach(id -> byId.put(id, now));
    }

    synchronized boolean lately(String id) {
        SteadyTime at = byId.get(id);
        return at != null && clock.now().isBefore(at.plus(LATELY));
    }
}
