package io.instancebus.command.state;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.WindowStore;

/** The state stores by name: on disk, each with a changelog, without a cache, which would delay the log. */
public final class Stores {
    public static final String INSTANCES = "instances";
    public static final String COMMAND_IDS = "command-ids";
    public static final String WAITING = "waiting";

    /** The longest entry. An instance with all its queued commands and their sealed secrets needs less than 4 MiB. */
    public static final int MAX_ENTRY_BYTES = 4 << 20;

    private static final Map<String, String> CHANGELOG = Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            Integer.toString(MAX_ENTRY_BYTES + (64 << 10)),
            // Compacts sooner than by default, because each restoration reads the old entries.
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            "0.2");

    private Stores() {}

    public static StoreBuilder<KeyValueStore<byte[], byte[]>> keyValue(String name) {
        return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                        org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name),
                        Serdes.ByteArray(),
                        Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(CHANGELOG);
    }

    private static StoreBuilder<WindowStore<byte[], byte[]>> commandIds() {
        return org.apache.kafka.streams.state.Stores.windowStoreBuilder(
                        org.apache.kafka.streams.state.Stores.persistentWindowStore(
                                COMMAND_IDS, CommandIds.REMEMBERED, Duration.ofMillis(1), false),
                        Serdes.ByteArray(),
                        Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of());
    }

    public static List<StoreBuilder<?>> all() {
        return List.of(keyValue(INSTANCES), commandIds(), keyValue(WAITING));
    }
}
