package io.instancebus.command.topology;

import io.instancebus.command.state.Arrival;
import io.instancebus.domain.Text;
import io.instancebus.schemas.serde.WireFormat;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Records that nothing can be done with, as they came, with headers that say where they lay and what is wrong. Where
 * the value is too long for another topic or may show a secret it is left out: it still lies where the headers say.
 */
final class DeadLetters {
    static final String TOPIC = "dead-letter-topic";
    static final String PARTITION = "dead-letter-partition";
    static final String OFFSET = "dead-letter-offset";
    static final String REASON = "dead-letter-reason";
    static final String WITHHELD = "dead-letter-withheld";

    private static final int MAX_BYTES = WireFormat.MAX_BYTES;
    private static final int HEADER_BYTES = 16 << 10;
    private static final int REASON_CHARACTERS = 1_000;

    private final String topic;

    DeadLetters(String topic) {
        this.topic = topic;
    }

    Outgoing of(Arrival arrival, String reason) {
        byte[] value = arrival.value();
        return value != null && value.length > MAX_BYTES
                ? withheld(arrival, reason, "the value has " + value.length + " bytes")
                : letter(arrival, reason, value, null);
    }

    /** Without the value. */
    Outgoing withheld(Arrival arrival, String reason, String why) {
        return letter(arrival, reason, null, why);
    }

    private Outgoing letter(Arrival arrival, String reason, byte @Nullable [] value, @Nullable String withheld) {
        Headers headers = new RecordHeaders();
        if (size(arrival.headers()) <= HEADER_BYTES) {
            arrival.headers().forEach(headers::add);
        }
        put(headers, TOPIC, arrival.topic());
        put(headers, PARTITION, Integer.toString(arrival.partition()));
        put(headers, OFFSET, Long.toString(arrival.offset()));
        put(headers, REASON, Text.fit(reason, REASON_CHARACTERS));
        if (withheld != null) {
            put(headers, WITHHELD, withheld);
        }
        byte[] key = arrival.key();
        return new Outgoing(topic, key != null && key.length > HEADER_BYTES ? null : key, value, headers);
    }

    private static int size(Headers headers) {
        int size = 0;
        for (Header header : headers) {
            size += header.key().length() * 3 + (header.value() == null ? 0 : header.value().length);
        }
        return size;
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
