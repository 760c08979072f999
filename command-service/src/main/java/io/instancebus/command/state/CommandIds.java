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
 * The commands that were decided, by instance and id, for longer than a command may be old. They lie in a window
 * store, which forgets by dropping whole segments: what expires costs nothing. What counts is {@link ElapsedTime} of the
 * log, so that no clock makes it forget sooner.
 */
public final class CommandIds {
    /** A command is refused when it is older than 24 hours; the rest is for clocks that differ. */
    public static final Duration REMEMBERED = Duration.ofHours(26);

    /** How much of the time may be lost by a crash: well within the two hours that are to spare. */
    private static final Duration KEPT_EACH = Duration.ofMinutes(1);

    private static final byte[] NOTHING = {};
    /** Where the time is kept. No command has this key: neither id can be empty. */
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

    /** A command has come; to be called for each, before anything is asked or added. */
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

    /** Neither id can hold a line feed. */
    private static byte[] key(InstanceId instanceId, CommandId commandId) {
        return (instanceId.value() + "\n" + commandId.value()).getBytes(StandardCharsets.UTF_8);
    }
}
