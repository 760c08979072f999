package io.instancebus.projector.jdbc;

import io.instancebus.domain.Times;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.PartitionBatch;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A position that moves on.
 *
 * @param lastRecordedAt when the newest of the instances' events passed on the way was recorded; null for none
 */
record OffsetAdvance(
        LogPartition partition,
        long from,
        long to,
        @Nullable Instant lastRecordedAt) {
    static OffsetAdvance of(PartitionBatch part) {
        Instant newest = part.entries().stream()
                .flatMap(entry -> entry instanceof Entry.OfInstance instance
                        ? Stream.of(instance.event().getRecordedAt())
                        : Stream.empty())
                .max(Comparator.naturalOrder())
                .map(Times::fit)
                .orElse(null);
        return new OffsetAdvance(part.partition(), part.expectedOffset(), part.nextOffset(), newest);
    }
}
