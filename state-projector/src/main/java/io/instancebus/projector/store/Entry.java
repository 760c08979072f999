package io.instancebus.projector.store;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceEvent;

/** A decoded record of the log. */
public sealed interface Entry {
    long offset();

    /** @param body the event's body as JSON, made before the store's transaction so that the transaction is shorter */
    record OfInstance(long offset, InstanceEvent event, String body) implements Entry {}

    record OfAccount(long offset, AccountEvent event) implements Entry {}
}
