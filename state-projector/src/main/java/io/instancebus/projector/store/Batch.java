package io.instancebus.projector.store;

import java.util.Comparator;
import java.util.List;

/** Entries that enter the view in one transaction; each partition at most once, in the partitions' order. */
public record Batch(List<PartitionBatch> partitions) {
    public Batch {
        partitions = partitions.stream()
                .sorted(Comparator.comparing(PartitionBatch::partition))
                .toList();
    }

    public int size() {
        return partitions.stream().mapToInt(part -> part.entries().size()).sum();
    }
}
