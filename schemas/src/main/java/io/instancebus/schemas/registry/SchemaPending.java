package io.instancebus.schemas.registry;

import org.jspecify.annotations.Nullable;

/**
 * The registry is reachable, but does not serve this schema yet. Only the records that were written with it wait, no
 * longer than {@link RegistryConfig#patience}; others continue.
 */
public final class SchemaPending extends RegistryUnavailable {
    private static final long serialVersionUID = 1L;

    public SchemaPending(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
