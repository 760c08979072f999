package io.instancebus.gateway.json;

import org.jspecify.annotations.Nullable;

/**
 * The headers of a write that set fields of its envelope.
 *
 * @param actor X-Actor
 * @param idempotencyKey Idempotency-Key, which sets commandId
 * @param ifMatch If-Match, which sets expectedVersion
 */
public record RequestHeaders(
        @Nullable String actor,
        @Nullable String idempotencyKey,
        @Nullable String ifMatch) {}
