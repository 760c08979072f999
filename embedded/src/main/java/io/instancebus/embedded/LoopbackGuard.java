package io.instancebus.embedded;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps web pages out of a server that listens on the loopback. A page whose own name points here (DNS rebinding) sends
 * that name as Host, and a page that writes here sends its Origin. As a filter it answers such a request before the
 * server's handler sees it.
 */
public final class LoopbackGuard extends Filter {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> READS = Set.of("GET", "HEAD");

    /** Why a request is refused: an HTTP status, and words for its sender. */
    record Refusal(int status, String message) {}

    /** Why this request may not be answered; empty if it may. */
    static Optional<Refusal> refusal(String method, Headers headers) {
        String host = headers.getFirst("Host");
        if (host == null || !NAMES.contains(withoutPort(host))) {
            return Optional.of(new Refusal(421, "The Host header names another server; this one is localhost"));
        }
        if (!READS.contains(method) && headers.containsKey("Origin")) {
            return Optional.of(new Refusal(403, "Web pages may not write to this server"));
        }
        return Optional.empty();
    }

    private static String withoutPort(String host) {
        int port = host.lastIndexOf(':');
        boolean hasPort = port > host.lastIndexOf(']') && port > 0;
        return (hasPort ? host.substring(0, port) : host).toLowerCase(Locale.ROOT);
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        var refusal = refusal(exchange.getRequestMethod(), exchange.getRequestHeaders());
        if (refusal.isEmpty()) {
            chain.doFilter(exchange);
            return;
        }
        try (exchange) {
            byte[] words = refusal.get().message().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain;charset=UTF-8");
            exchange.sendResponseHeaders(refusal.get().status(), words.length);
            exchange.getResponseBody().write(words);
        }
    }

    @Override
    public String description() {
        return "Refuses requests of web pages";
    }
}
