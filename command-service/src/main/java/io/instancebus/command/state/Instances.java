package io.instancebus.command.state;

import io.instancebus.domain.InstanceId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The stored instances. Recently used ones are also in memory, decoded. */
public final class Instances {
    /** Larger instances are rare and are not kept in memory, where one would displace many. */
    private static final int LARGEST_IN_MEMORY = 8 << 10;

    private final KeyValueStore<byte[], byte[]> store;
    private final AggregateCodec codec;
    private final Map<InstanceId, KeptInstance> recent;

    /** @param inMemory the maximum number of instances in memory, each of at most 8 KiB */
    public Instances(KeyValueStore<byte[], byte[]> store, AggregateCodec codec, int inMemory) {
        this.store = store;
        this.codec = codec;
        this.recent = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<InstanceId, KeptInstance> eldest) {
                return size() > inMemory;
            }
        };
    }

    /** @throws UnreadableState if the stored state cannot be read */
    public @Nullable KeptInstance find(InstanceId id) {
        KeptInstance known = recent.get(id);
        if (known != null) {
            return known;
        }
        byte[] kept = store.get(key(id));
        return kept == null ? null : codec.decodeWhole(kept);
    }

    /** @param kept null to delete the instance */
    public void put(InstanceId id, @Nullable Kept kept) {
        if (kept == null) {
            recent.remove(id);
            store.delete(key(id));
            return;
        }
        store.put(key(id), kept.encoded());
        if (kept.encoded().length > LARGEST_IN_MEMORY) {
            recent.remove(id);
        } else {
            recent.put(id, kept.instance());
        }
    }

    /** Calls back with each instance that has a due time. An unreadable one is due at once, so that it is noticed. */
    public void forEachDue(BiConsumer<InstanceId, Instant> visitor) {
        try (KeyValueIterator<byte[], byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<byte[], byte[]> entry = all.next();
                Instant dueAt = codec.dueAt(entry.value);
                if (dueAt != null) {
                    visitor.accept(new InstanceId(new String(entry.key, StandardCharsets.UTF_8)), dueAt);
                }
            }
        }
    }

    private static byte[] key(InstanceId id) {
        return id.value().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * An instance with its encoding.
     *
     * @param encoded the result of {@link AggregateCodec#encode(KeptInstance)}
     */
    public record Kept(KeptInstance instance, byte[] encoded) {}
}
