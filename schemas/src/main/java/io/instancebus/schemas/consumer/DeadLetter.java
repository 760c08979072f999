package io.instancebus.schemas.consumer;

import io.instancebus.schemas.header.DeadLetterHeaders;
import io.instancebus.schemas.serde.WireFormat;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter: a copy of a record that no service can use, with {@link DeadLetterHeaders} beside the record's own
 * headers. It always fits the topic: it leaves out a value over 1 MiB, a key over 16 KiB, or headers of more than 16
 * KiB together, and a header says so. Its toString shows no content.
 */
public record DeadLetter(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    private static final int KEY_BYTES = 16 << 10;
    private static final int HEADER_BYTES = 16 << 10;
    /** The bytes of a header besides its name and value. */
    private static final int PER_HEADER = 10;

    /**
     * A record and its position.
     *
     * @param deliveryCount how often a share group received it; null for other groups
     */
    public record Source(
            String topic,
            int partition,
            long offset,
            @Nullable Short deliveryCount,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers headers) {

        public static Source of(ConsumerRecord<byte[], byte[]> record) {
            return new Source(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.deliveryCount().orElse(null),
                    record.key(),
                    record.value(),
                    record.headers());
        }

        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /**
     * The reader that cannot use a record.
     *
     * @param group the consumer group or share group, or a Streams application's id
     * @param member the member of the group; null if it has no name
     */
    public record Reader(String group, @Nullable String member) {}

    /** @param reason the reason, without any of the record's content */
    public static DeadLetter of(Source source, Reader reader, String reason) {
        byte[] value = source.value;
        return value != null && value.length > WireFormat.MAX_BYTES
                ? withheld(source, reader, reason, "the value has " + value.length + " bytes")
                : letter(source, reader, reason, null);
    }

    /**
     * A dead letter with the size and the SHA-256 of the value in place of the value, which is still at the position
     * that the headers give.
     *
     * @param why the reason why the value may not be copied
     */
    public static DeadLetter withheld(Source source, Reader reader, String reason, String why) {
        return letter(source, reader, reason, why);
    }

    private static DeadLetter letter(Source source, Reader reader, String reason, @Nullable String valueWithheld) {
        List<String> withheld = new ArrayList<>();
        byte[] value = source.value;
        Integer valueBytes = null;
        String valueSha256 = null;
        if (value != null && valueWithheld != null) {
            withheld.add(valueWithheld);
            valueBytes = value.length;
            valueSha256 = sha256(value);
            value = null;
        }
        Headers headers = new RecordHeaders();
        if (bytes(source.headers) <= HEADER_BYTES) {
            source.headers.forEach(headers::add);
        } else {
            withheld.add("the headers are too long");
        }
        byte[] key = source.key;
        if (key != null && key.length > KEY_BYTES) {
            withheld.add("the key has " + key.length + " bytes");
            key = null;
        }
        new DeadLetterHeaders(
                        source.topic,
                        source.partition,
                        source.offset,
                        reader.group,
                        reader.member,
                        source.deliveryCount,
                        reason,
                        withheld.isEmpty() ? null : String.join("; ", withheld),
                        valueBytes,
                        valueSha256)
                .writeTo(headers);
        return new DeadLetter(key, value, headers);
    }

    /** The record to send to this topic. */
    public ProducerRecord<byte[], byte[]> to(String topic) {
        return new ProducerRecord<>(topic, null, key, value, headers);
    }

    /** An upper estimate of the bytes that headers take in a record. */
    public static long bytes(Headers headers) {
        long bytes = 0;
        for (Header header : headers) {
            bytes += PER_HEADER + Utils.utf8Length(header.key()) + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    /** The digest in the form of {@code sha256sum}. */
    public static String sha256(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java has no SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "a dead letter";
    }
}
