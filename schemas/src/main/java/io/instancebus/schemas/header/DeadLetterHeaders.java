package io.instancebus.schemas.header;

import io.instancebus.schemas.Cut;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a dead letter. The names that start with {@code __dlq.errors.} are Kafka's own, which a broker writes
 * for a share group (KIP-1191); those that start with {@code dead-letter-} are for values for which Kafka has no name.
 * The constructor cuts the texts to their bounds.
 *
 * @param topic the topic of the record
 * @param group the group that could not use the record, which is also a Streams application's id; at most 255
 *     characters; null in a dead letter of an older release
 * @param member the member of the group; at most 255 characters; null if it has no name
 * @param deliveryCount how often a share group received the record, including this time; null for other groups
 * @param reason the reason in words, without any of the record's content; at most 1,000 characters
 * @param withheld which part the dead letter leaves out, and why; at most 1,000 characters; null if it is complete
 * @param valueBytes the length of a value that is left out; else null
 * @param valueSha256 the digest of a value that is left out, in the form of {@code sha256sum}; else null
 */
public record DeadLetterHeaders(
        String topic,
        int partition,
        long offset,
        @Nullable String group,
        @Nullable String member,
        @Nullable Short deliveryCount,
        String reason,
        @Nullable String withheld,
        @Nullable Integer valueBytes,
        @Nullable String valueSha256) {
    private static final String KAFKAS = "__dlq.errors.";
    public static final String TOPIC = KAFKAS + "topic";
    public static final String PARTITION = KAFKAS + "partition";
    public static final String OFFSET = KAFKAS + "offset";
    public static final String GROUP = KAFKAS + "group";
    public static final String DELIVERY_COUNT = KAFKAS + "delivery.count";
    public static final String MESSAGE = KAFKAS + "message";

    private static final String OURS = "dead-letter-";
    public static final String BY = OURS + "by";
    public static final String WITHHELD = OURS + "withheld";
    public static final String VALUE_BYTES = OURS + "value-bytes";
    public static final String VALUE_SHA256 = OURS + "value-sha256";

    /** The headers that every dead letter has. */
    public static final List<String> REQUIRED = List.of(TOPIC, PARTITION, OFFSET, GROUP, MESSAGE);
    /** The headers that a dead letter has if it has a value for them. */
    public static final List<String> OPTIONAL = List.of(DELIVERY_COUNT, BY, WITHHELD, VALUE_BYTES, VALUE_SHA256);

    /** The names in older releases; a current dead letter has none of these. */
    private static final String OLD_TOPIC = OURS + "topic";

    private static final String OLD_PARTITION = OURS + "partition";
    private static final String OLD_OFFSET = OURS + "offset";
    private static final String OLD_REASON = OURS + "reason";

    private static final int NAME_CHARACTERS = 255;
    private static final int TEXT_CHARACTERS = 1_000;
    /** A UTF-16 unit takes at most three bytes in UTF-8. */
    private static final int TEXT_BYTES = 3 * TEXT_CHARACTERS;

    public DeadLetterHeaders {
        group = group == null ? null : Cut.to(NAME_CHARACTERS, group);
        member = member == null ? null : Cut.to(NAME_CHARACTERS, member);
        reason = Cut.to(TEXT_CHARACTERS, reason);
        withheld = withheld == null ? null : Cut.to(TEXT_CHARACTERS, withheld);
    }

    /** Sets them in the headers of the record, and removes all others with a dead letter's names. */
    public void writeTo(Headers headers) {
        for (Header header : headers.toArray()) {
            if (header.key().startsWith(KAFKAS) || header.key().startsWith(OURS)) {
                headers.remove(header.key());
            }
        }
        TextHeaders.put(headers, TOPIC, topic);
        TextHeaders.put(headers, PARTITION, Integer.toString(partition));
        TextHeaders.put(headers, OFFSET, Long.toString(offset));
        put(headers, GROUP, group);
        put(headers, BY, member);
        put(headers, DELIVERY_COUNT, deliveryCount);
        TextHeaders.put(headers, MESSAGE, reason);
        put(headers, WITHHELD, withheld);
        put(headers, VALUE_BYTES, valueBytes);
        put(headers, VALUE_SHA256, valueSha256);
    }

    private static void put(Headers headers, String name, @Nullable Object value) {
        if (value != null) {
            TextHeaders.put(headers, name, value.toString());
        }
    }

    /** Reads them, also from an older release; empty if a required one is missing, malformed or too long. */
    public static Optional<DeadLetterHeaders> from(Headers headers) {
        boolean old = headers.lastHeader(OLD_TOPIC) != null;
        try {
            return Optional.of(new DeadLetterHeaders(
                    required(headers, old ? OLD_TOPIC : TOPIC),
                    Integer.parseInt(required(headers, old ? OLD_PARTITION : PARTITION)),
                    Long.parseLong(required(headers, old ? OLD_OFFSET : OFFSET)),
                    old ? null : required(headers, GROUP),
                    text(headers, BY).orElse(null),
                    old
                            ? null
                            : text(headers, DELIVERY_COUNT).map(Short::valueOf).orElse(null),
                    required(headers, old ? OLD_REASON : MESSAGE),
                    text(headers, WITHHELD).orElse(null),
                    text(headers, VALUE_BYTES).map(Integer::valueOf).orElse(null),
                    text(headers, VALUE_SHA256).orElse(null)));
        } catch (IllegalArgumentException e) {
            // A foreign header.
            return Optional.empty();
        }
    }

    private static String required(Headers headers, String name) {
        return text(headers, name).orElseThrow(() -> new IllegalArgumentException(name + " is missing or too long"));
    }

    private static Optional<String> text(Headers headers, String name) {
        return TextHeaders.get(headers, name, TEXT_BYTES);
    }
}
