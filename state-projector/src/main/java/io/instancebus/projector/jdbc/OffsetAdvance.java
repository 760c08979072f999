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
 * The advance of a position.
 *
 * @param lastRecordedAt the time at which the newest of these events of instances was recorded; null if there is none
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
