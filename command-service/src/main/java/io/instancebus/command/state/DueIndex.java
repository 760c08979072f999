package io.instancebus.command.state;

import io.instancebus.domain.InstanceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Which instance wants to be looked after when: a queue in the order of time. Whoever is through leaves a deleted
 * entry behind that a scan from the beginning would have to step over; so the scan begins at a remembered bound,
 * before which nothing is.
 */
public final class DueIndex {
    private static final byte[] NOTHING = {};

    /** An entry of the index. */
    public record Due(Instant at, InstanceId id) {}

    private final KeyValueStore<byte[], byte[]> store;
    private @Nullable Instant bound = Instant.EPOCH;

    public DueIndex(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
    }

    /** No entry is earlier; there may be none at it. Null when there is no entry. */
    public @Nullable Instant earliest() {
        return bound;
    }

    public void put(Instant at, InstanceId id) {
        store.put(key(at, id), NOTHING);
        if (bound == null || at.isBefore(bound)) {
            bound = at;
        }
    }

    public void remove(Instant at, InstanceId id) {
        store.delete(key(at, id));
    }

    /** The entries up to now, the earliest first, at most so many. They stay until they are removed. */
    public List<Due> upTo(Instant now, int limit) {
        List<Due> found = new ArrayList<>();
        if (bound == null) {
            return found;
        }
        Instant next = null;
        try (KeyValueIterator<byte[], byte[]> entries = store.range(prefix(bound), null)) {
            while (entries.hasNext()) {
                Due due = due(entries.next().key);
                next = next == null ? due.at() : next;
                if (due.at().isAfter(now) || found.size() == limit) {
                    break;
                }
                found.add(due);
            }
        }
        bound = next;
        return found;
    }

    private static byte[] prefix(Instant at) {
        return ByteBuffer.allocate(Long.BYTES).putLong(at.toEpochMilli()).array();
    }

    private static byte[] key(Instant at, InstanceId id) {
        byte[] name = id.value().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(at.toEpochMilli())
                .put(name)
                .array();
    }

    private static Due due(byte[] key) {
        ByteBuffer buffer = ByteBuffer.wrap(key);
        Instant at = Instant.ofEpochMilli(buffer.getLong());
        return new Due(at, new InstanceId(StandardCharsets.UTF_8.decode(buffer).toString()));
    }
}
