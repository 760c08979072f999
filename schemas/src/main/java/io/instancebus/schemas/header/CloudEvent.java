package io.instancebus.schemas.header;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The subject of a record as CloudEvents 1.0 attributes in Kafka's binary mode. With them, a reader that cannot decode
 * the value can still route, trace and count it. The attributes are copies; the value is authoritative.
 *
 * @param id unique within the source
 * @param type such as {@code io.instancebus.InstanceEvent.CommandAccepted}
 * @param source the writer, such as {@code /instance-bus/command-service}
 * @param subject the instanceId, or the account if the record is about one
 * @param time the time of the event
 * @param sequence the number of an event within its instance; null for other records
 */
public record CloudEvent(
        String id,
        String type,
        String source,
        String subject,
        Instant time,
        @Nullable String correlationId,
        @Nullable String causationId,
        @Nullable Long sequence) {
    public static final String SPECVERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String TYPE = "ce_type";
    public static final String SOURCE = "ce_source";
    public static final String SUBJECT = "ce_subject";
    public static final String TIME = "ce_time";
    public static final String CORRELATION_ID = "ce_correlationid";
    public static final String CAUSATION_ID = "ce_causationid";
    public static final String SEQUENCE = "ce_sequence";
    public static final String CONTENT_TYPE = "content-type";
    public static final String AVRO = "application/avro";

    /** The headers that every record has. */
    public static final List<String> REQUIRED = List.of(SPECVERSION, ID, TYPE, SOURCE, SUBJECT, TIME, CONTENT_TYPE);
    /** The headers that a record has if it has a value for them. */
    public static final List<String> OPTIONAL = List.of(CORRELATION_ID, CAUSATION_ID, SEQUENCE);

    /** The CloudEvents type of a record with this envelope and body. */
    public static String typeOf(String envelope, String body) {
        return "io.instancebus." + envelope + "." + body;
    }

    /** @param source the writer, such as {@code /instance-bus/gateway} */
    public static CloudEvent of(InstanceCommand command, String source) {
        return new CloudEvent(
                command.getCommandId(),
                typeOf("InstanceCommand", command.getType()),
                source,
                command.getInstanceId(),
                command.getIssuedAt(),
                command.getCorrelationId(),
                null,
                null);
    }

    public static CloudEvent of(InstanceEvent event, String source) {
        return new CloudEvent(
                event.getEventId(),
                typeOf("InstanceEvent", event.getType()),
                source,
                event.getInstanceId(),
                event.getOccurredAt(),
                event.getCorrelationId(),
                event.getCausationId(),
                event.getSequence());
    }

    /** Sets the attributes in the headers, and replaces existing ones. */
    public void writeTo(Headers headers) {
        TextHeaders.put(headers, SPECVERSION, "1.0");
        TextHeaders.put(headers, ID, id);
        TextHeaders.put(headers, TYPE, type);
        TextHeaders.put(headers, SOURCE, source);
        TextHeaders.put(headers, SUBJECT, subject);
        TextHeaders.put(headers, TIME, time.toString());
        TextHeaders.put(headers, CONTENT_TYPE, AVRO);
        putOrRemove(headers, CORRELATION_ID, correlationId);
        putOrRemove(headers, CAUSATION_ID, causationId);
        putOrRemove(headers, SEQUENCE, sequence == null ? null : sequence.toString());
    }

    private static void putOrRemove(Headers headers, String name, @Nullable String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            TextHeaders.put(headers, name, value);
        }
    }

    /** Reads the attributes; empty if a required one is missing or malformed. */
    public static Optional<CloudEvent> from(Headers headers) {
        if (!TextHeaders.get(headers, SPECVERSION).filter("1.0"::equals).isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CloudEvent(
                    required(headers, ID),
                    required(headers, TYPE),
                    required(headers, SOURCE),
                    required(headers, SUBJECT),
                    Instant.parse(required(headers, TIME)),
                    TextHeaders.get(headers, CORRELATION_ID).orElse(null),
                    TextHeaders.get(headers, CAUSATION_ID).orElse(null),
                    TextHeaders.get(headers, SEQUENCE).map(Long::valueOf).orElse(null)));
        } catch (DateTimeException | IllegalArgumentException e) {
            // Foreign headers. They are only copies, so the record is usable without them.
            return Optional.empty();
        }
    }

    private static String required(Headers headers, String name) {
        return TextHeaders.get(headers, name).orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
    }
}
