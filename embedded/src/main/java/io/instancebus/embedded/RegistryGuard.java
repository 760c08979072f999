package io.instancebus.embedded;

import com.sun.net.httpserver.Headers;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages out of the registry, as {@link LoopbackGuard} does; and the media types that a page may send without
 * asking first are none of the protocol's.
 */
final class RegistryGuard {
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT");

    /** What Confluent's registry takes too; its clients send the first. */
    private static final Set<String> MEDIA_TYPES = Set.of(
            "application/vnd.schemaregistry.v1+json",
            "application/vnd.schemaregistry+json",
            "application/json",
            "application/octet-stream");

    private RegistryGuard() {}

    /** @throws RegistryProblem if the request may come from a page, or names another server */
    static void check(String method, Headers headers) {
        LoopbackGuard.refusal(method, headers).ifPresent(refusal -> {
            throw RegistryProblem.http(refusal.status(), refusal.message());
        });
        if (WITH_BODY.contains(method) && !MEDIA_TYPES.contains(mediaType(headers.getFirst("Content-Type")))) {
            throw RegistryProblem.http(
                    415, "Content-Type must be application/vnd.schemaregistry.v1+json or application/json");
        }
    }

    private static String mediaType(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
