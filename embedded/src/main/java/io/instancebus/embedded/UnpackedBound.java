package io.instancebus.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * How much memory it may take to read a record batch. Kafka reserves as many bytes as a compressed record claims to
 * have before it reads the first of them, and about a hundred for each header of any record, in the broker as in every
 * consumer. Here a batch is unpacked piece by piece into nothing, and only as far as the bound.
 */
final class UnpackedBound {
    /** In bytes, for the records of one batch. A broker that stores them uncompressed has its own, smaller one. */
    static final int BYTES = 16 << 20;

    /** In one record. A header takes two bytes at the least, so that a record of 1 MB could have half a million. */
    static final int HEADERS = 256;

    /** What a record costs in a reader's memory besides its bytes. */
    private static final int RECORD_BYTES = 256;

    private UnpackedBound() {}

    /**
     * Unpacks a batch and lets go of what comes out.
     *
     * @throws IOException if it exceeds the bound, or cannot be unpacked
     */
    static void check(DefaultRecordBatch batch) throws IOException {
        if (batch.compressionType() == CompressionType.SNAPPY) {
            // Its decoder reserves what a block claims, up to 512 MB, before it looks at the block.
            SnappyBlocks.check(packed(batch), BYTES);
        }
        long bound = batch.isCompressed() ? BYTES : Long.MAX_VALUE;
        try (InputStream records = batch.recordInputStream(BufferSupplier.NO_CACHING)) {
            check(records, batch.countOrNull(), bound);
        }
    }

    private static void check(InputStream records, int count, long bound) throws IOException {
        long total = 0;
        for (int index = 0; index < count; index++) {
            int size = ByteUtils.readVarint(records);
            total += (long) size + RECORD_BYTES;
            if (size < 0 || total > bound) {
                throw new IOException("its records take more than " + BYTES + " bytes when they are unpacked");
            }
            var record = new RecordInput(records, size);
            int headers = headers(record);
            if (headers > HEADERS) {
                throw new IOException("a record has " + headers + " headers, allowed are " + HEADERS);
            }
            record.skipRest();
        }
    }

    /** Reads as far as the number of headers, which follows key and value. */
    private static int headers(RecordInput record) throws IOException {
        record.skipNBytes(1);
        ByteUtils.readVarlong(record);
        ByteUtils.readVarint(record);
        for (int field = 0; field < 2; field++) {
            record.skipNBytes(Math.max(0, ByteUtils.readVarint(record)));
        }
        return ByteUtils.readVarint(record);
    }

    private static ByteBuffer packed(DefaultRecordBatch batch) {
        ByteBuffer whole = ByteBuffer.allocate(batch.sizeInBytes());
        batch.writeTo(whole);
        return whole.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD).slice();
    }
}
