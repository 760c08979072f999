package io.instancebus.command.state;

import io.instancebus.domain.CommandId;
import io.instancebus.domain.InstanceId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * The commands that were decided, by instance and id, for longer than a command may be old. They lie in a window
 * store, which forgets by dropping whole segments: what expires costs nothing.
 */
public final class CommandIds {
    /** A command is refused when it is older than 24 hours; the rest is for clocks that differ. */
    public static final Duration REMEMBERED = Duration.ofHours(26);

    private static final byte[] NOTHING = {};

    private final WindowStore<byte[], byte[]> store;

    public CommandIds(WindowStore<byte[], byte[]> store) {
        this.store = store;
    }

    public boolean contains(InstanceId instanceId, CommandId commandId, Instant now) {
        try (WindowStoreIterator<byte[]> found = store.fetch(
                key(instanceId, commandId),
                Math.max(0, now.minus(REMEMBERED).toEpochMilli()),
                now.plus(REMEMBERED).toEpochMilli())) {
            return found.hasNext();
        }
    }

    public void add(InstanceId instanceId, CommandId commandId, Instant now) {
        store.put(key(instanceId, commandId), NOTHING, now.toEpochMilli());
    }

    /** Neither id can hold a line feed. */
    private static byte[] key(InstanceId instanceId, CommandId commandId) {
        return (instanceId.value() + "\n" + commandId.value()).getBytes(StandardCharsets.UTF_8);
    }
}
