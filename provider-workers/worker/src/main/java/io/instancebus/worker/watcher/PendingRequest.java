package io.instancebus.worker.watcher;

import io.instancebus.avro.ObservationRequest;
import io.instancebus.domain.InstanceId;
import io.instancebus.schemas.header.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * An observation request.
 *
 * @param nativeId null while unknown; then the request key finds the machine
 * @param trace the trace of the request, and of its answer; null if it has none
 * @param answered runs after the request, or a later one for the instance, was answered
 */
public record PendingRequest(
        InstanceId instanceId,
        long number,
        @Nullable String nativeId,
        String requestKey,
        @Nullable TraceParent trace,
        Runnable answered) {

    /**
     * A request from the bus. The request key is derived from the instanceId, whatever key the record names.
     *
     * @throws IllegalArgumentException if it does not name an instance
     */
    static PendingRequest of(ObservationRequest avro, @Nullable TraceParent trace, Runnable answered) {
        InstanceId id = new InstanceId(avro.getInstanceId());
        return new PendingRequest(id, avro.getNumber(), avro.getNativeId(), id.requestKey(), trace, answered);
    }
}
