package io.instancebus.fuzzing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * A record batch that is small when it is sent and large when it is unpacked, which no normal producer sends. Creating
 * and sending it needs little memory.
 */
public final class PackedBatch {
    private static final byte[] KEY = {'b'};
    private static final byte[] ZEROS = new byte[1 << 16];
    /** The last version that identifies topics by name. */
    private static final short VERSION = 12;

    private static final int PATIENCE_MILLIS = 120_000;

    private final MemoryRecords records;

    private PackedBatch(MemoryRecords records) {
        this.records = records;
    }

    /** Records with one key, and with values of this many zeros. */
    public static PackedBatch of(CompressionType codec, int count, int valueBytes) {
        return new PackedBatch(batch(codec, count, packed(codec, out -> {
            for (int index = 0; index < count; index++) {
                write(out, index, valueBytes, 0);
            }
        })));
    }

    /** One record with this many headers, which have neither name nor value. */
    public static PackedBatch headers(CompressionType codec, int headers) {
        return new PackedBatch(batch(codec, 1, packed(codec, out -> write(out, 0, 0, headers))));
    }

    /** One record that claims to have this many bytes, and has none. */
    public static PackedBatch claiming(CompressionType codec, int bytes) {
        return new PackedBatch(batch(codec, 1, packed(codec, out -> ByteUtils.writeVarint(bytes, out))));
    }

    /** One block of Snappy that claims to unpack to this many bytes, and does not. */
    public static PackedBatch snappyClaiming(int bytes) {
        ByteBuffer block = ByteBuffer.allocate(32);
        ByteUtils.writeUnsignedVarint(bytes, block);
        return new PackedBatch(batch(CompressionType.SNAPPY, 1, block.rewind()));
    }

    /** Its size on the wire. */
    public int sizeInBytes() {
        return records.sizeInBytes();
    }

    /** Sends it, and returns the broker's error code. */
    public Errors sendTo(String bootstrapServer, String topic, int partition) throws IOException {
        int colon = bootstrapServer.lastIndexOf(':');
        try (Socket socket = new Socket(
                bootstrapServer.substring(0, colon), Integer.parseInt(bootstrapServer.substring(colon + 1)))) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            RequestHeader header = new RequestHeader(ApiKeys.PRODUCE, VERSION, "packed", 1);
            byte[] request = bytes(request(topic, partition).serializeWithHeader(header));
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(request.length);
            out.write(request);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = in.readNBytes(in.readInt());
            var response = (ProduceResponse) AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
            return response.data().responses().stream()
                    .flatMap(one -> one.partitionResponses().stream())
                    .map(one -> Errors.forCode(one.errorCode()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private ProduceRequest request(String topic, int partition) {
        PartitionProduceData one =
                new PartitionProduceData().setIndex(partition).setRecords(records);
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(new TopicProduceData().setName(topic).setPartitionData(List.of(one)));
        return ProduceRequest.builder(new ProduceRequestData()
                        .setAcks((short) -1)
                        .setTimeoutMs(PATIENCE_MILLIS)
                        .setTopicData(topics))
                .build(VERSION);
    }

    @FunctionalInterface
    private interface Content {
        void into(DataOutputStream out) throws IOException;
    }

    private static ByteBuffer packed(CompressionType codec, Content content) {
        ByteBufferOutputStream bytes = new ByteBufferOutputStream(1 << 16);
        try (OutputStream packing = Compression.of(codec).build().wrapForOutput(bytes, RecordBatch.MAGIC_VALUE_V2)) {
            content.into(new DataOutputStream(packing));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.buffer().flip();
    }

    private static void write(DataOutputStream out, int index, int valueBytes, int headers) throws IOException {
        // Attributes and time difference take a byte each; a header without name and value takes two.
        int size = 2
                + ByteUtils.sizeOfVarint(index)
                + ByteUtils.sizeOfVarint(KEY.length)
                + KEY.length
                + ByteUtils.sizeOfVarint(valueBytes)
                + valueBytes
                + ByteUtils.sizeOfVarint(headers)
                + 2 * headers;
        ByteUtils.writeVarint(size, out);
        out.write(0);
        ByteUtils.writeVarlong(0, out);
        ByteUtils.writeVarint(index, out);
        ByteUtils.writeVarint(KEY.length, out);
        out.write(KEY);
        ByteUtils.writeVarint(valueBytes, out);
        for (int left = valueBytes; left > 0; left -= ZEROS.length) {
            out.write(ZEROS, 0, Math.min(left, ZEROS.length));
        }
        ByteUtils.writeVarint(headers, out);
        for (int header = 0; header < headers; header++) {
            ByteUtils.writeVarint(0, out);
            ByteUtils.writeVarint(-1, out);
        }
    }

    private static MemoryRecords batch(CompressionType codec, int count, ByteBuffer packed) {
        int size = DefaultRecordBatch.RECORD_BATCH_OVERHEAD + packed.remaining();
        ByteBuffer batch = ByteBuffer.allocate(size);
        batch.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD).put(packed).rewind();
        long now = System.currentTimeMillis();
        // At the end, because it computes the checksum.
        DefaultRecordBatch.writeHeader(
                batch,
                0,
                count - 1,
                size,
                RecordBatch.MAGIC_VALUE_V2,
                codec,
                TimestampType.CREATE_TIME,
                now,
                now,
                RecordBatch.NO_PRODUCER_ID,
                RecordBatch.NO_PRODUCER_EPOCH,
                RecordBatch.NO_SEQUENCE,
                false,
                false,
                false,
                RecordBatch.NO_PARTITION_LEADER_EPOCH,
                count);
        return MemoryRecords.readableRecords(batch.rewind());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
