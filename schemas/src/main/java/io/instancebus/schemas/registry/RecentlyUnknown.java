package io.instancebus.schemas.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The ids that the registry did not know a moment ago, so that a flood of bad records does not become a flood of
 * requests. Brief, because a registry's follower may learn an id late; bounded, because bad bytes can name any id.
 */
final class RecentlyUnknown {
    private static final int MOST = 1_000;

    private final LongSupplier nanoTime;
    private final long keptNanos;

    private final Map<Integer, Long> since = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
            return size() > MOST;
        }
    };

    RecentlyUnknown(LongSupplier nanoTime, Duration kept) {
        this.nanoTime = nanoTime;
        this.keptNanos = kept.toNanos();
    }

    synchronized void add(int id) {
        since.put(id, nanoTime.getAsLong());
    }

    synchronized boolean contains(int id) {
        Long when = since.get(id);
        if (when != null && nanoTime.getAsLong() - when >= keptNanos) {
            since.remove(id);
            return false;
        }
        return when != null;
    }
}
