package io.instancebus.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event of the history.
 *
 * @param position its position in the view's whole history; rises, with gaps
 * @param body the body as a JSON object with the field names of the Avro contract
 */
public record EventRow(
        long position,
        String eventId,
        String instanceId,
        long sequence,
        String type,
        Instant occurredAt,
        Instant recordedAt,
        String account,
        String provider,
        String actor,
        @Nullable String commandId,
        @Nullable String correlationId,
        @Nullable String causationId,
        String body) {}
