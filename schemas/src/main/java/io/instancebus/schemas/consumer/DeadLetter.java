package io.instancebus.schemas.consumer;

import io.instancebus.schemas.Cut;
import io.instancebus.schemas.serde.WireFormat;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * What is put on the dead-letter topic about a record that nothing can be done with: the record as it came, and headers
 * that say where it lies and what is wrong. It fits the topic whatever the record holds: a value over 1 MiB, a key over
 * 16 KiB and headers of more than 16 KiB together are left out, and a header says so. Its toString shows no content.
 */
public record DeadLetter(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    public static final String TOPIC = "dead-letter-topic";
    public static final String PARTITION = "dead-letter-partition";
    public static final String OFFSET = "dead-letter-offset";
    public static final String REASON = "dead-letter-reason";
    public static final String WITHHELD = "dead-letter-withheld";
    public static final String BYTES = "dead-letter-value-bytes";
    public static final String SHA_256 = "dead-letter-value-sha256";

    private static final int KEY_BYTES = 16 << 10;
    private static final int HEADER_BYTES = 16 << 10;
    /** What a header takes besides its name and value. */
    private static final int PER_HEADER = 10;

    private static final int REASON_CHARACTERS = 1_000;

    /** A record, and where it lies. */
    public record Source(
            String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /** @param reason without any of the record's content */
    public static DeadLetter of(Source source, String reason) {
        byte[] value = source.value;
        return value != null && value.length > WireFormat.MAX_BYTES
                ? withheld(source, reason, "the value has " + value.length + " bytes")
                : letter(source, reason, value, null);
    }

    /**
     * With the size and the SHA-256 of the value in place of the value, which still lies where the headers say.
     *
     * @param why the value may not be copied
     */
    public static DeadLetter withheld(Source source, String reason, String why) {
        return letter(source, reason, null, source.value == null ? null : why);
    }

    private static DeadLetter letter(
            Source source, String reason, byte @Nullable [] value, @Nullable String valueWithheld) {
        Headers headers = new RecordHeaders();
        boolean fits = bytes(source.headers) <= HEADER_BYTES;
        if (fits) {
            source.headers.forEach(headers::add);
        }
        byte[] key = source.key;
        boolean longKey = key != null && key.length > KEY_BYTES;
        put(headers, TOPIC, source.topic);
        put(headers, PARTITION, Integer.toString(source.partition));
        put(headers, OFFSET, Long.toString(source.offset));
        put(headers, REASON, Cut.to(REASON_CHARACTERS, reason));
        String withheld = withheld(valueWithheld, fits ? null : "the headers are too long", key, longKey);
        headers.remove(WITHHELD);
        if (!withheld.isEmpty()) {
            put(headers, WITHHELD, withheld);
        }
        headers.remove(BYTES).remove(SHA_256);
        if (valueWithheld != null && source.value != null) {
            put(headers, BYTES, Integer.toString(source.value.length));
            put(headers, SHA_256, sha256(source.value));
        }
        return new DeadLetter(longKey ? null : key, value, headers);
    }

    private static String withheld(
            @Nullable String value, @Nullable String headers, byte @Nullable [] key, boolean longKey) {
        StringBuilder all = new StringBuilder();
        append(all, value);
        append(all, headers);
        append(all, longKey && key != null ? "the key has " + key.length + " bytes" : null);
        return all.toString();
    }

    private static void append(StringBuilder all, @Nullable String words) {
        if (words != null) {
            all.append(all.isEmpty() ? "" : "; ").append(words);
        }
    }

    /** What headers take in a record, with some to spare. */
    public static long bytes(Headers headers) {
        long bytes = 0;
        for (Header header : headers) {
            bytes += PER_HEADER + Utils.utf8Length(header.key()) + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
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
