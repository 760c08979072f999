package io.instancebus.projector.store;

import java.util.List;

/**
 * What follows in one partition.
 *
 * @param expectedOffset where the view must stand for this to follow
 * @param nextOffset where it stands afterwards; beyond the last entry, because a log has offsets without an entry
 * @param entries by offset; may be empty
 */
public record PartitionBatch(LogPartition partition, long expectedOffset, long nextOffset, List<Entry> entries) {
    public PartitionBatch {
        entries = List.copyOf(entries);
        if (nextOffset < expectedOffset) {
            throw new IllegalArgumentException(partition + " cannot go back from " + expectedOffset);
        }
    }

    /** One of the entries alone. */
    public PartitionBatch only(Entry entry) {
        return new PartitionBatch(partition, expectedOffset, nextOffset, List.of(entry));
    }
}
