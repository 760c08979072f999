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
 * What is put on the dead-letter topic about a record that nothing can be done with: the record as it came, and
 * {@link DeadLetterHeaders} beside its own headers. It fits the topic whatever the record holds: a value over 1 MiB, a
 * key over 16 KiB and headers of more than 16 KiB together are left out, and a header says so. Its toString shows no
 * content.
 */
public record DeadLetter(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    private static final int KEY_BYTES = 16 << 10;
    private static final int HEADER_BYTES = 16 << 10;
    /** What a header takes besides its name and value. */
    private static final int PER_HEADER = 10;

    /**
     * A record, and where it lies.
     *
     * @param deliveryCount how often a share group was given it; null where it came another way
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
     * Who reads the topics, and can do nothing with some of their records.
     *
     * @param group of consumers or of share consumers, or a Streams application's id
     * @param member of the group; null where it has no name
     */
    public record Reader(String group, @Nullable String member) {}

    /** @param reason without any of the record's content */
    public static DeadLetter of(Source source, Reader reader, String reason) {
        byte[] value = source.value;
        return value != null && value.length > WireFormat.MAX_BYTES
                ? withheld(source, reader, reason, "the value has " + value.length + " bytes")
                : letter(source, reader, reason, null);
    }

    /**
     * With the size and the SHA-256 of the value in place of the value, which still lies where the headers say.
     *
     * @param why the value may not be copied
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

    /** As it is sent to this topic. */
    public ProducerRecord<byte[], byte[]> to(String topic) {
        return new ProducerRecord<>(topic, null, key, value, headers);
    }

    /** What headers take in a record, with some to spare. */
    public static long bytes(Headers headers) {
        long bytes = 0;
        for (Header header : headers) {
            bytes += PER_HEADER + Utils.utf8Length(header.key()) + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    /** As {@code sha256sum} prints it. */
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
