package io.instancebus.projector.fold;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.domain.Times;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A new row of the history; the store assigns its position. */
public record HistoryRow(
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
        String body) {

    static HistoryRow of(InstanceEvent event, String body) {
        return new HistoryRow(
                event.getEventId(),
                event.getInstanceId(),
                event.getSequence(),
                event.getType(),
                Times.fit(event.getOccurredAt()),
                Times.fit(event.getRecordedAt()),
                StoredText.word(event.getAccount()),
                StoredText.word(event.getProvider()),
                StoredText.word(event.getActor()),
                event.getCommandId(),
                StoredText.wordOrNull(event.getCorrelationId()),
                StoredText.wordOrNull(event.getCausationId()),
                body);
    }
}
