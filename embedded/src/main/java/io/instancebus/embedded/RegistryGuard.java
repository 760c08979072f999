package io.instancebus.embedded;

import com.sun.net.httpserver.Headers;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages out of the registry. A page whose own name points here (DNS rebinding) sends that name as Host; a page
 * that writes here sends its Origin; and the media types that a page may send without asking first are none of the
 * protocol's.
 */
final class RegistryGuard {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> READS = Set.of("GET", "HEAD");
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
        String host = headers.getFirst("Host");
        if (host == null || !NAMES.contains(withoutPort(host))) {
            throw RegistryProblem.http(421, "The Host header names another server; this one is localhost");
        }
        if (!READS.contains(method) && headers.containsKey("Origin")) {
            throw RegistryProblem.http(403, "Web pages may not write to this registry");
        }
        if (WITH_BODY.contains(method) && !MEDIA_TYPES.contains(mediaType(headers.getFirst("Content-Type")))) {
            throw RegistryProblem.http(
                    415, "Content-Type must be application/vnd.schemaregistry.v1+json or application/json");
        }
    }

    private static String mediaType(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static String withoutPort(String host) {
        int port = host.lastIndexOf(':');
        boolean hasPort = port > host.lastIndexOf(']') && port > 0;
        return (hasPort ? host.substring(0, port) : host).toLowerCase(Locale.ROOT);
    }
}
