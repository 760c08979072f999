package io.instancebus.command.state;

import io.instancebus.domain.CommandId;
import io.instancebus.domain.InstanceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * The ids of decided commands by instance, kept for longer than the maximum age of a command. They are in a window
 * store, which drops whole segments, so that expiry costs nothing. Time is the {@link ElapsedTime} of the log, so that
 * no clock shortens it.
 */
public final class CommandIds {
    /** Commands older than 24 hours are rejected; the difference allows for clock skew. */
    public static final Duration REMEMBERED = Duration.ofHours(26);

    /** The elapsed time that a crash may lose, well below those two hours. */
    private static final Duration KEPT_EACH = Duration.ofMinutes(1);

    private static final byte[] NOTHING = {};
    /** The key of the elapsed time. No command has this key, because neither id can be empty. */
    private static final byte[] TIME = {'\n'};

    private final WindowStore<byte[], byte[]> store;
    private final ElapsedTime time;
    private @Nullable Instant kept;

    public CommandIds(WindowStore<byte[], byte[]> store) {
        this.store = store;
        this.kept = lastKept(store);
        this.time = new ElapsedTime(kept);
    }

    private static @Nullable Instant lastKept(WindowStore<byte[], byte[]> store) {
        try (WindowStoreIterator<byte[]> newestFirst = store.backwardFetch(TIME, 0, Long.MAX_VALUE)) {
            return newestFirst.hasNext()
                    ? Instant.ofEpochMilli(
                            ByteBuffer.wrap(newestFirst.next().value).getLong())
                    : null;
        }
    }

    /** Advances the time to this command. Must be called for each command, before contains and add. */
    public void appended(Instant at) {
        time.appended(at);
        Instant now = time.now();
        if (kept == null || !now.isBefore(kept.plus(KEPT_EACH))) {
            byte[] millis =
                    ByteBuffer.allocate(Long.BYTES).putLong(now.toEpochMilli()).array();
            store.put(TIME, millis, now.toEpochMilli());
            kept = now;
        }
    }

    public boolean contains(InstanceId instanceId, CommandId commandId) {
        try (WindowStoreIterator<byte[]> found = store.fetch(key(instanceId, commandId), 0, Long.MAX_VALUE)) {
            return found.hasNext();
        }
    }

    public void add(InstanceId instanceId, CommandId commandId) {
        store.put(key(instanceId, commandId), NOTHING, time.now().toEpochMilli());
    }

    /** Neither id can contain a line feed. */
    private static byte[] key(InstanceId instanceId, CommandId commandId) {
        return (instanceId.value() + "\n" + commandId.value()).getBytes(StandardCharsets.UTF_8);
    }
}
