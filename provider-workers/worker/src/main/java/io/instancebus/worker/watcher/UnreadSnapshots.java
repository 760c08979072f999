package io.instancebus.worker.watcher;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest snapshot of each instance whose schema the registry did not serve; they are retried every 15 seconds. They
 * take at most 16 MiB; the oldest are dropped. Not thread-safe.
 */
final class UnreadSnapshots {
    private static final Logger log = LoggerFactory.getLogger(UnreadSnapshots.class);
    private static final long PAUSE_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long MOST_BYTES = 16 << 20;

    private final LinkedHashMap<ByteBuffer, ConsumerRecord<byte[], byte[]>> byKey = new LinkedHashMap<>();
    private long bytes;
    private long triedAt = System.nanoTime();

    void add(ConsumerRecord<byte[], byte[]> record) {
        remove(record.key());
        byKey.put(key(record.key()), record);
        bytes += size(record);
        while (bytes > MOST_BYTES) {
            ConsumerRecord<byte[], byte[]> eldest = byKey.firstEntry().getValue();
            log.atError()
                    .addKeyValue("partition", eldest.partition())
                    .addKeyValue("offset", eldest.offset())
                    .log("Too many snapshots cannot be read; this one is not retried before a restart");
            remove(eldest.key());
        }
    }

    /** A later snapshot of the same instance exists. */
    void remove(byte @Nullable [] key) {
        ConsumerRecord<byte[], byte[]> gone = byKey.isEmpty() ? null : byKey.remove(key(key));
        if (gone != null) {
            bytes -= size(gone);
        }
    }

    /** The snapshots to retry now; the caller adds one again if it still cannot be read. */
    List<ConsumerRecord<byte[], byte[]>> due() {
        if (byKey.isEmpty() || System.nanoTime() - triedAt < PAUSE_NANOS) {
            return List.of();
        }
        triedAt = System.nanoTime();
        List<ConsumerRecord<byte[], byte[]>> due = List.copyOf(byKey.values());
        clear();
        return due;
    }

    void clear() {
        byKey.clear();
        bytes = 0;
    }

    private static ByteBuffer key(byte @Nullable [] key) {
        return ByteBuffer.wrap(key == null ? new byte[0] : key);
    }

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize()) + 200L;
    }
}
