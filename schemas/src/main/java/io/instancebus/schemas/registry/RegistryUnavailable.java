package io.instancebus.schemas.registry;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The registry did not give a usable answer: unreachable, overloaded, failing, or refusing the credentials. This does
 * not concern the record, which the caller must keep and try again later.
 */
public sealed class RegistryUnavailable extends SerializationException permits SchemaPending {
    private static final long serialVersionUID = 1L;

    public RegistryUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
