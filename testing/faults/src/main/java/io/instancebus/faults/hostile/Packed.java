package io.instancebus.faults.hostile;

import io.instancebus.fuzzing.PackedBatch;
import java.util.List;
import org.apache.kafka.common.record.internal.CompressionType;

/** Record batches of less than a megabyte that exceed any reader's memory. */
public final class Packed {
    /** One batch of each kind. */
    public static final List<PackedBatch> EACH = List.of(
            PackedBatch.of(CompressionType.ZSTD, 1, 900_000_000),
            PackedBatch.of(CompressionType.ZSTD, 900, 1_000_000),
            PackedBatch.of(CompressionType.LZ4, 1, 200_000_000),
            PackedBatch.claiming(CompressionType.GZIP, Integer.MAX_VALUE),
            PackedBatch.snappyClaiming(500_000_000),
            PackedBatch.headers(CompressionType.NONE, 500_000));

    private Packed() {}
}
