package io.instancebus.projector.kafka;

import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.PartitionBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The batch that is being gathered while the one before it is written. It grows with each poll, so that a writer that is
 * slow gets few large batches, which cost it less than many small ones.
 */
final class Gathered {
    /** A batch is gathered in about so many polls. */
    private static final int POLLS = 8;

    /** A batch takes no further poll when its records have so many bytes. */
    private static final long BYTES = 16 << 20;

    private final int batchSize;
    private final Map<LogPartition, Part> parts = new HashMap<>();
    private int size;
    private long bytes;

    private record Part(long from, long next, List<Entry> entries) {}

    /** @param batchSize the maximum number of entries of a batch */
    Gathered(int batchSize) {
        this.batchSize = batchSize;
    }

    /** The number of records of a poll. */
    static int pollSize(int batchSize) {
        return Math.max(1, batchSize / POLLS);
    }

    /**
     * Adds the next entries of a partition.
     *
     * @param from the position of the view before the gathered entries of this partition
     * @param next the position after these entries
     * @param encoded the size of their records
     */
    void add(LogPartition partition, long from, long next, List<Entry> entries, long encoded) {
        if (next <= from) {
            return;
        }
        Part part = parts.computeIfAbsent(partition, _ -> new Part(from, from, new ArrayList<>()));
        part.entries().addAll(entries);
        parts.put(partition, new Part(part.from(), next, part.entries()));
        size += entries.size();
        bytes += encoded;
    }

    /** Whether the records of one more poll are wanted: they fit, and the batch is not large already. */
    boolean hasRoom() {
        return size + pollSize(batchSize) <= batchSize && bytes < BYTES;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    void clear() {
        parts.clear();
        size = 0;
        bytes = 0;
    }

    /** The batch; another one begins. */
    Batch next() {
        Batch batch = new Batch(parts.entrySet().stream()
                .map(part -> new PartitionBatch(
                        part.getKey(),
                        part.getValue().from(),
                        part.getValue().next(),
                        part.getValue().entries()))
                .toList());
        clear();
        return batch;
    }
}
