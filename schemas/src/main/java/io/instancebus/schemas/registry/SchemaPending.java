package io.instancebus.schemas.registry;

import org.jspecify.annotations.Nullable;

/**
 * The registry is there, and does not give this one schema yet. It is a matter of the records that were written with
 * it: they wait, no longer than {@link RegistryConfig#patience}, and others go on.
 */
public final class SchemaPending extends RegistryUnavailable {
    private static final long serialVersionUID = 1L;

    public SchemaPending(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
