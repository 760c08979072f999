package io.instancebus.gateway.json;

import org.jspecify.annotations.Nullable;

/**
 * What a write's headers say of its envelope.
 *
 * @param actor X-Actor
 * @param idempotencyKey Idempotency-Key, as good as commandId
 * @param ifMatch If-Match, as good as expectedVersion
 */
public record RequestHeaders(
        @Nullable String actor,
        @Nullable String idempotencyKey,
        @Nullable String ifMatch) {}
