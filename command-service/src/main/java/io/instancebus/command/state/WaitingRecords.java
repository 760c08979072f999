package io.instancebus.command.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Records that cannot be read until the schema registry is back, first in first out. Whatever comes later with the
 * same key waits behind them, so that the records of one instance keep their order; everything else goes on.
 */
public final class WaitingRecords {
    /** A record and its place in the queue. */
    public record Place(long number, Arrival arrival) {}

    private final KeyValueStore<byte[], byte[]> store;
    private final Map<ByteBuffer, Integer> keys = new HashMap<>();
    private long head;
    private long next;

    public WaitingRecords(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
        try (KeyValueIterator<byte[], byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<byte[], byte[]> entry = all.next();
                next = number(entry.key) + 1;
                keys.merge(keyOf(Arrival.of(entry.value)), 1, Integer::sum);
            }
        }
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Whether a record with this key waits. */
    public boolean holds(byte[] key) {
        return !keys.isEmpty() && keys.containsKey(ByteBuffer.wrap(key));
    }

    /** @param arrival with a key */
    public void add(Arrival arrival) {
        store.put(place(next++), arrival.toBytes());
        keys.merge(keyOf(arrival), 1, Integer::sum);
    }

    /** Those that wait longest. */
    public List<Place> first(int limit) {
        List<Place> found = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> entries = store.range(place(head), null)) {
            while (entries.hasNext() && found.size() < limit) {
                KeyValue<byte[], byte[]> entry = entries.next();
                found.add(new Place(number(entry.key), Arrival.of(entry.value)));
            }
        }
        head = found.isEmpty() ? next : found.getFirst().number();
        return found;
    }

    public void remove(Place place) {
        store.delete(place(place.number()));
        keys.computeIfPresent(keyOf(place.arrival()), (key, count) -> count == 1 ? null : count - 1);
    }

    private static ByteBuffer keyOf(Arrival arrival) {
        byte[] key = arrival.key();
        return ByteBuffer.wrap(key == null ? new byte[0] : key);
    }

    private static byte[] place(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long number(byte[] place) {
        return ByteBuffer.wrap(place).getLong();
    }
}
