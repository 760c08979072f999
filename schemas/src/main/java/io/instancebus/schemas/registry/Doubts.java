package io.instancebus.schemas.registry;

import io.instancebus.schemas.registry.SchemaRefused.Reason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ids whose schema the registry has not served, and what that means for a record. The record is pending until its
 * patience is over, not counting time in which the registry was unreachable. Then it is refused, if the registry has
 * refused its id twice, half a second apart. An id is requested at growing intervals, and at most twice a second for
 * records whose patience is over, so that a flood of bad records does not become a flood of requests. Bounded, because
 * bad bytes can name any id.
 */
final class Doubts {
    private static final int MOST = 10_000;
    private static final long SOONEST = Duration.ofMillis(500).toNanos();
    private static final long LATEST = Duration.ofSeconds(10).toNanos();

    /** @param since the time of the registry's first refusal */
    private record Doubt(long since, long askedAt, SchemaRefused answer) {
        boolean unusable() {
            return answer.reason() == Reason.UNUSABLE;
        }
    }

    private final LongSupplier nanoTime;
    private final long patience;
    private final Map<Integer, Doubt> byId = new LinkedHashMap<>();
    private boolean away;
    /** When the registry last became reachable again. */
    private @Nullable Long backAt;

    Doubts(LongSupplier nanoTime, Duration patience) {
        this.nanoTime = nanoTime;
        this.patience = patience.toNanos();
    }

    synchronized boolean contains(int id) {
        return byId.containsKey(id);
    }

    /**
     * Answers in place of the registry, if it need not be asked.
     *
     * @param waited how long the record has waited; null to use the time for which the id is in doubt
     * @throws RegistryUnavailable or SchemaRefused as last time, if it is too early to ask about the id again
     */
    synchronized void check(int id, @Nullable Duration waited) {
        Doubt doubt = byId.get(id);
        if (doubt == null) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (now - doubt.askedAt < pause(doubt, waited, now)) {
            throw answer(doubt, isConfirmed(doubt), waited, now);
        }
    }

    private long pause(Doubt doubt, @Nullable Duration waited, long now) {
        if (doubt.unusable()) {
            return LATEST;
        }
        return isOver(doubt, waited, now) ? SOONEST : Math.clamp(doubt.askedAt - doubt.since, SOONEST, LATEST);
    }

    /** Whether a further refusal of the id would not end the wait of a record that has waited this long. */
    synchronized boolean staysPending(int id, @Nullable Duration waited) {
        Doubt doubt = byId.get(id);
        return doubt == null ? byId.size() < MOST : !isOver(doubt, waited, nanoTime.getAsLong());
    }

    /**
     * The registry serves other schemas, and not that of the id.
     *
     * @param waited as for {@link #check}
     * @return the answer for the record: pending, or the refusal once its patience is over
     */
    synchronized RuntimeException failed(int id, @Nullable Duration waited, SchemaRefused refusal) {
        long now = nanoTime.getAsLong();
        isThere(now);
        Doubt before = byId.get(id);
        Doubt doubt = new Doubt(before == null ? now : before.since, now, refusal);
        if (before != null || !isFull(now)) {
            byId.put(id, doubt);
            return answer(doubt, isConfirmed(doubt), waited, now);
        }
        // An id that cannot be remembered cannot be refused a second time, and must not wait for ever.
        return waited == null ? refusal : answer(doubt, true, waited, now);
    }

    /** The schema will never be served. */
    synchronized void refused(int id, SchemaRefused refusal) {
        long now = nanoTime.getAsLong();
        isThere(now);
        if (byId.containsKey(id) || !isFull(now)) {
            byId.put(id, new Doubt(now, now, refusal));
        }
    }

    synchronized void settled(int id) {
        isThere(nanoTime.getAsLong());
        byId.remove(id);
    }

    /** The registry is unreachable: the patience for schemas that it does not serve starts when it is back. */
    synchronized void restart() {
        away = true;
        byId.values().removeIf(doubt -> !doubt.unusable());
    }

    private void isThere(long now) {
        if (away) {
            away = false;
            backAt = now;
        }
    }

    private RuntimeException answer(Doubt doubt, boolean confirmed, @Nullable Duration waited, long now) {
        String words = String.valueOf(doubt.answer.getMessage());
        return doubt.unusable() || confirmed && isOver(doubt, waited, now)
                ? new SchemaRefused(doubt.answer.reason(), words, doubt.answer)
                : new SchemaPending(words + "; waiting for it", doubt.answer);
    }

    private boolean isConfirmed(Doubt doubt) {
        return doubt.askedAt - doubt.since >= Math.min(SOONEST, patience);
    }

    private boolean isOver(Doubt doubt, @Nullable Duration waited, long now) {
        boolean there = backAt == null || now - backAt >= patience;
        return there && (waited == null ? now - doubt.since : waited.toNanos()) >= patience;
    }

    /** Makes room by forgetting ids that are in doubt for longer than the patience. */
    private boolean isFull(long now) {
        if (byId.size() >= MOST) {
            byId.values().removeIf(doubt -> doubt.unusable() || now - doubt.since >= patience);
        }
        return byId.size() >= MOST;
    }
}
