package io.instancebus.gateway.http;

import io.javalin.http.Context;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rejects requests of other sites' web pages. A page that makes its own name resolve to this server (DNS rebinding)
 * sends that name as Host; a page that posts to this server sends its own address as Origin. Health and metrics are
 * exempt, because probes use the IP address.
 */
final class DoorGuard {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private static final Set<String> PROBED = Set.of("/health/live", "/health/ready", "/metrics");

    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));

    /** @param allowedHosts further names without port that requests may have as Host */
    DoorGuard(List<String> allowedHosts) {
        allowedHosts.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }

    void check(Context ctx) {
        if (PROBED.contains(ctx.path())) {
            return;
        }
        String host = ctx.header("Host");
        if (host == null || !names.contains(withoutPort(host))) {
            throw Problem.of(
                            ProblemType.MISDIRECTED,
                            "The Host header names another server. If it is a name of this one, add it to allowedHosts.")
                    .thrown();
        }
        if (!READS.contains(ctx.req().getMethod()) && isForeign(ctx.header("Origin"), host)) {
            throw Problem.of(ProblemType.FOREIGN_ORIGIN, "Only pages of this server may write through it.")
                    .thrown();
        }
    }

    private static boolean isForeign(@Nullable String origin, String host) {
        if (origin == null) {
            return false;
        }
        int scheme = origin.indexOf("://");
        return scheme < 0 || !origin.substring(scheme + 3).equalsIgnoreCase(host);
    }

    private static String withoutPort(String host) {
        int port = host.lastIndexOf(':');
        boolean hasPort = port > host.lastIndexOf(']') && port > 0;
        return (hasPort ? host.substring(0, port) : host).toLowerCase(Locale.ROOT);
    }
}
