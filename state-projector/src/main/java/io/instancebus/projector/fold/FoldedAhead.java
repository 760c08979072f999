package io.instancebus.projector.fold;

import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.PartitionBatch;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A batch that was folded before the view was asked what it has, as if it had exactly the events before these ones. In
 * a log with one writer it does, so that the fold needs no time of the store's transaction. If not, the batch is folded
 * again.
 *
 * @param versions the versions that the instances of the batch must have in the view; 0 for one without a row
 */
public record FoldedAhead(Folded folded, Map<String, Long> versions) {
    public static FoldedAhead of(Batch batch) {
        Map<String, Long> versions = new HashMap<>();
        for (PartitionBatch part : batch.partitions()) {
            for (Entry entry : part.entries()) {
                if (entry instanceof Entry.OfInstance(long _, var event, var _) && event.getSequence() > 0) {
                    versions.putIfAbsent(event.getInstanceId(), event.getSequence() - 1);
                }
            }
        }
        return new FoldedAhead(Fold.of(batch, new Known(versions, Set.of(), Set.of())), versions);
    }

    /** Whether the fold with what the view has is this one. */
    public boolean holds(Known known) {
        return known.rejections().isEmpty()
                && Collections.disjoint(versions.keySet(), known.setAside())
                && versions.entrySet().stream()
                        .allMatch(expected ->
                                expected.getValue().equals(known.versions().getOrDefault(expected.getKey(), 0L)));
    }
}
