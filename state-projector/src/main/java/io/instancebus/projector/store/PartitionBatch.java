package io.instancebus.projector.store;

import java.util.List;

/**
 * The next entries of one partition.
 *
 * @param expectedOffset the position that the view must have before these entries
 * @param nextOffset the position after them; it may lie beyond the last entry, because a log has offsets without an
 *     entry
 * @param entries by offset; may be empty
 */
public record PartitionBatch(LogPartition partition, long expectedOffset, long nextOffset, List<Entry> entries) {
    public PartitionBatch {
        entries = List.copyOf(entries);
        if (nextOffset < expectedOffset) {
            throw new IllegalArgumentException(partition + " cannot go back from " + expectedOffset);
        }
    }

    /** This batch with only one of its entries. */
    public PartitionBatch only(Entry entry) {
        return new PartitionBatch(partition, expectedOffset, nextOffset, List.of(entry));
    }
}
