package io.instancebus.provider.docker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Containers that the engine's events mentioned recently, whose listing may be out of date. Thread-safe. */
final class Noticed {
    private static final Duration LATELY = Duration.ofSeconds(15);

    private final InstantSource clock;
    private final Map<String, Instant> byId = new HashMap<>();

    Noticed(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(Set<String> ids) {
        Instant now = clock.instant();
        byId.values().removeIf(at -> !now.isBefore(at.plus(LATELY)));
        ids.forEach(id -> byId.put(id, now));
    }

    synchronized boolean lately(String id) {
        Instant at = byId.get(id);
        return at != null && clock.instant().isBefore(at.plus(LATELY));
    }
}
