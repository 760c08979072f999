package io.instancebus.projector.store;

import java.util.Comparator;
import java.util.List;

/** Entries that enter the view together or not at all; each partition at most once, in the partitions' order. */
public record Batch(List<PartitionBatch> partitions) {
    public Batch {
        partitions = partitions.stream()
                .sorted(Comparator.comparing(PartitionBatch::partition))
                .toList();
    }

    public int size() {
        return partitions.stream().mapToInt(part -> part.entries().size()).sum();
    }

    /** This batch without what a partition has from an offset on. */
    public Batch cut(LogPartition partition, long offset) {
        return new Batch(partitions.stream()
                .map(part -> part.partition().equals(partition) ? part.before(offset) : part)
                .toList());
    }
}
