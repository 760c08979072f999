package io.instancebus.command.state;

import io.instancebus.domain.Aggregate;
import io.instancebus.domain.InstanceId;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What is kept of each instance. */
public final class Instances {
    private final KeyValueStore<byte[], byte[]> store;
    private final AggregateCodec codec;

    public Instances(KeyValueStore<byte[], byte[]> store, AggregateCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    /** @throws UnreadableState if what is kept cannot be read */
    public @Nullable Aggregate find(InstanceId id) {
        byte[] kept = store.get(key(id));
        return kept == null ? null : codec.decode(kept);
    }

    /** @param encoded by {@link AggregateCodec#encode}; null to keep nothing */
    public void put(InstanceId id, byte @Nullable [] encoded) {
        if (encoded == null) {
            store.delete(key(id));
        } else {
            store.put(key(id), encoded);
        }
    }

    private static byte[] key(InstanceId id) {
        return id.value().getBytes(StandardCharsets.UTF_8);
    }
}
