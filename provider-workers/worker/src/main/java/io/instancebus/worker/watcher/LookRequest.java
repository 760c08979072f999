package io.instancebus.worker.watcher;

import io.instancebus.avro.ObservationRequest;
import io.instancebus.domain.InstanceId;
import io.instancebus.schemas.header.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * A look that was asked for.
 *
 * @param nativeId null while it is not known; then the request key finds it
 * @param trace that the request belongs to, and so its answer; null where it belongs to none
 * @param answered runs once it has been answered, or a later request for the instance will be
 */
public record LookRequest(
        InstanceId instanceId,
        long number,
        @Nullable String nativeId,
        String requestKey,
        @Nullable TraceParent trace,
        Runnable answered) {

    /**
     * A request from the bus. The key follows from the id, whatever key it names.
     *
     * @throws IllegalArgumentException if it names no instance
     */
    static LookRequest of(ObservationRequest avro, @Nullable TraceParent trace, Runnable answered) {
        InstanceId id = new InstanceId(avro.getInstanceId());
        return new LookRequest(id, avro.getNumber(), avro.getNativeId(), id.requestKey(), trace, answered);
    }
}
