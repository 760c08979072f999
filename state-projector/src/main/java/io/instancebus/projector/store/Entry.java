package io.instancebus.projector.store;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceEvent;

/** A record of the log, decoded. */
public sealed interface Entry {
    long offset();

    record OfInstance(long offset, InstanceEvent event) implements Entry {}

    record OfAccount(long offset, AccountEvent event) implements Entry {}
}
