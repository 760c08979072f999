package io.instancebus.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** From HTTP to the routes and back; whatever goes wrong is answered in the form that clients of a registry expect. */
final class RegistryHttp implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(RegistryHttp.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final String RETRY_SECONDS = "2";
    private static final JsonMapper json = JsonMapper.shared();

    private final List<RegistryRoute> routes;

    RegistryHttp(List<RegistryRoute> routes) {
        this.routes = routes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                send(exchange, 200, answer(exchange));
            } catch (RegistryProblem problem) {
                send(exchange, problem.status(), error(problem.errorCode(), problem.getMessage()));
            } catch (BodyRefused refused) {
                exchange.getResponseHeaders().set("Connection", "close");
                exchange.getResponseHeaders().set("Retry-After", RETRY_SECONDS);
                send(exchange, refused.status(), error(refused.status(), refused.getMessage()));
            } catch (RuntimeException e) {
                log.atError()
                        .addKeyValue("method", exchange.getRequestMethod())
                        .addKeyValue("path", exchange.getRequestURI().getRawPath())
                        .setCause(e)
                        .log("a request to the schema registry failed");
                send(exchange, 500, error(500, "Internal Server Error: " + e));
            }
        }
    }

    private Object answer(HttpExchange exchange) throws IOException {
        RegistryGuard.check(exchange.getRequestMethod(), exchange.getRequestHeaders());
        var segments = RegistryRoute.segments(exchange.getRequestURI().getRawPath()).stream()
                .map(RegistryHttp::decoded)
                .toList();
        boolean pathKnown = false;
        for (var route : routes) {
            var places = route.match(segments);
            if (places.isPresent() && route.method().equals(exchange.getRequestMethod())) {
                var query = query(exchange.getRequestURI().getRawQuery());
                return route.answer()
                        .apply(new RegistryRequest(
                                places.get(), query, exchange.getRequestBody().readAllBytes()));
            }
            pathKnown |= places.isPresent();
        }
        throw pathKnown
                ? RegistryProblem.http(405, "HTTP 405 Method Not Allowed")
                : RegistryProblem.http(404, "HTTP 404 Not Found");
    }

    private static Map<String, String> query(@Nullable String raw) {
        var query = new HashMap<String, String>();
        if (raw != null) {
            for (var pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                var name = equals < 0 ? pair : pair.substring(0, equals);
                query.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    /** A plus sign is itself here: in a path it does not stand for a space as it does in a form. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            var problem = RegistryProblem.http(400, "Not a valid URL: " + text);
            problem.initCause(e);
            throw problem;
        }
    }

    private static Map<String, Object> error(int code, @Nullable String message) {
        return Map.of("error_code", code, "message", String.valueOf(message));
    }

    /** Written piece by piece: a client that reads slowly costs no memory for the whole. */
    private static void send(HttpExchange exchange, int status, Object value) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        exchange.sendResponseHeaders(status, 0);
        json.writeValue(exchange.getResponseBody(), value);
    }
}
