package io.instancebus.command.state;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Records that cannot be read until the schema registry is available, or serves their schema. Later records with the
 * same key wait behind them, so that the records of an instance stay in order; other keys continue. The keys, each an
 * instanceId, take turns. A record's waiting time starts when it was read first, and continues after a restart.
 */
public final class WaitingRecords {
    /** A record and its place in the queue of its key. */
    public record Place(long number, Arrival arrival) {}

    /** The key of the time at which the registry was last unavailable; the keys of records are longer. */
    private static final byte[] AWAY = {0};

    private final KeyValueStore<byte[], byte[]> store;
    private final LinkedHashMap<ByteBuffer, Deque<Long>> queues = new LinkedHashMap<>();
    private long next;
    private Instant lastAway = Instant.MIN;
    /** The start of the waiting time of records whose reading time is in the future, because the clock was set back. */
    private @Nullable Instant setBackAt;

    public WaitingRecords(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
        try (KeyValueIterator<byte[], byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<byte[], byte[]> entry = all.next();
                if (entry.key.length == AWAY.length) {
                    lastAway = Instant.ofEpochMilli(number(entry.value));
                } else {
                    long number = number(entry.key);
                    queue(Arrival.of(entry.value)).add(number);
                    next = number + 1;
                }
            }
        }
    }

    public boolean isEmpty() {
        return queues.isEmpty();
    }

    /** The number of keys with waiting records. */
    public int keys() {
        return queues.size();
    }

    /** Whether a record with this key waits. */
    public boolean holds(byte[] key) {
        return !queues.isEmpty() && queues.containsKey(ByteBuffer.wrap(key));
    }

    /** Calls back with all waiting records, in the order of arrival. */
    public void forEach(Consumer<Arrival> action) {
        try (KeyValueIterator<byte[], byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<byte[], byte[]> entry = all.next();
                if (entry.key.length != AWAY.length) {
                    action.accept(Arrival.of(entry.value));
                }
            }
        }
    }

    /**
     * Restarts the waiting time of all records, because the registry was unavailable until then. Stored while any
     * record waits.
     */
    public void registryWasAway(Instant until) {
        if (!isEmpty() && until.isAfter(lastAway)) {
            lastAway = until;
            store.put(AWAY, bytes(until.toEpochMilli()));
        }
    }

    /** How long the record has waited since the registry was last unavailable. */
    public Duration waited(Arrival arrival, Instant now) {
        Instant taken = Instant.ofEpochMilli(arrival.takenAt());
        Instant since = taken.isAfter(lastAway) ? taken : lastAway;
        if (!since.isAfter(now)) {
            return Duration.between(since, now);
        }
        if (setBackAt == null || setBackAt.isAfter(now)) {
            setBackAt = now;
        }
        return Duration.between(setBackAt, now);
    }

    /** @param arrival a record with a key */
    public void add(Arrival arrival) {
        store.put(place(next), arrival.toBytes());
        queue(arrival).add(next++);
    }

    /** The oldest record of the key whose turn it is. At least one record must wait. */
    public Place next() {
        long number = queues.firstEntry().getValue().getFirst();
        return new Place(number, Arrival.of(store.get(place(number))));
    }

    /** Removes the record of {@link #next}. */
    public void remove(Place done) {
        store.delete(place(done.number()));
        Deque<Long> queue = queue(done.arrival());
        queue.removeFirst();
        if (queue.isEmpty()) {
            queues.remove(keyOf(done.arrival()));
        }
        if (queues.isEmpty()) {
            setBackAt = null;
            lastAway = Instant.MIN;
            store.delete(AWAY);
        }
    }

    /** The record of {@link #next} must still wait: ends the turn of its key. */
    public void passOver(Place waiting) {
        queues.putLast(keyOf(waiting.arrival()), queue(waiting.arrival()));
    }

    private Deque<Long> queue(Arrival arrival) {
        return queues.computeIfAbsent(keyOf(arrival), key -> new ArrayDeque<>(2));
    }

    private static ByteBuffer keyOf(Arrival arrival) {
        byte[] key = arrival.key();
        return ByteBuffer.wrap(key == null ? new byte[0] : key);
    }

    private static byte[] place(long number) {
        return bytes(number);
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }
}
