package io.instancebus.worker.watcher;

import io.instancebus.avro.ObservationRequest;
import io.instancebus.domain.InstanceId;
import org.jspecify.annotations.Nullable;

/**
 * A look that was asked for.
 *
 * @param nativeId null while it is not known; then the request key finds it
 * @param answered runs once it has been answered, or a later request for the instance will be
 */
public record LookRequest(
        InstanceId instanceId, long number, @Nullable String nativeId, String requestKey, Runnable answered) {

    /**
     * A request from the bus. The key follows from the id, whatever key it names.
     *
     * @throws IllegalArgumentException if it names no instance
     */
    static LookRequest of(ObservationRequest avro, Runnable answered) {
        InstanceId id = new InstanceId(avro.getInstanceId());
        return new LookRequest(id, avro.getNumber(), avro.getNativeId(), id.requestKey(), answered);
    }
}
