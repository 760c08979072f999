package io.instancebus.schemas.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The ids whose schema the registry has not given, since when, and when it is worth asking again: soon at first, then
 * at growing intervals until the patience is over, so that a flood of bad records does not become a flood of requests.
 * Bounded, because bad bytes can name any id.
 */
final class Doubts {
    private static final int MOST = 10_000;
    private static final long SOONEST = Duration.ofMillis(500).toNanos();
    private static final long KEPT = Duration.ofSeconds(10).toNanos();

    private record Doubt(long since, long askAgainAt, boolean over, RuntimeException answer) {}

    private final LongSupplier nanoTime;
    private final long patience;
    private final Map<Integer, Doubt> byId = new LinkedHashMap<>();

    Doubts(LongSupplier nanoTime, Duration patience) {
        this.nanoTime = nanoTime;
        this.patience = patience.toNanos();
    }

    /** @throws RegistryUnavailable or SchemaRefused as last time, if it is not worth asking about the id now */
    synchronized void check(int id) {
        Doubt doubt = byId.get(id);
        if (doubt != null && nanoTime.getAsLong() - doubt.askAgainAt < 0) {
            throw switch (doubt.answer) {
                case SchemaRefused refused -> new SchemaRefused(refused.reason(), words(refused), null);
                default -> new SchemaPending(words(doubt.answer), null);
            };
        }
    }

    /**
     * The registry did not give the schema of the id.
     *
     * @return the answer to whoever asks for it: pending, or the refusal once the patience is over
     */
    synchronized RuntimeException failed(int id, SchemaRefused refusal) {
        long now = nanoTime.getAsLong();
        Doubt before = byId.get(id);
        long since = before == null ? now : before.since;
        boolean over = now - since >= patience || before != null && before.over || before == null && isFull();
        long pause = over ? KEPT : Math.min(Math.max(SOONEST, now - since), patience - (now - since));
        RuntimeException answer = over ? refusal : new SchemaPending(words(refusal) + "; waiting for it", refusal);
        byId.put(id, new Doubt(since, now + pause, over, answer));
        return answer;
    }

    /** It will not be given, however often it is asked for. */
    synchronized void refused(int id, SchemaRefused refusal) {
        long now = nanoTime.getAsLong();
        if (byId.containsKey(id) || !isFull()) {
            byId.put(id, new Doubt(now, now + KEPT, true, refusal));
        }
    }

    synchronized void settled(int id) {
        byId.remove(id);
    }

    /** The registry was away: what it does not give when it is back is waited for from then on. */
    synchronized void restart() {
        byId.values().removeIf(doubt -> !doubt.over);
    }

    /** Makes room by forgetting what is decided; what is waited for keeps its time. */
    private boolean isFull() {
        if (byId.size() >= MOST) {
            byId.values().removeIf(doubt -> doubt.over);
        }
        return byId.size() >= MOST;
    }

    private static String words(RuntimeException e) {
        return String.valueOf(e.getMessage());
    }
}
