package io.instancebus.fuzzing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A schema registry with the schemas of some topics; it accepts no others. */
final class ContractRegistry {
    private final List<RecordInputs.Kind> kinds;
    private final HttpServer server;

    /** The topic at index n has the schema id n + 1. The registry ends with the process. */
    ContractRegistry(List<RecordInputs.Kind> kinds) {
        this.kinds = kinds;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/schemas/ids/", this::schema);
        server.createContext("/subjects/", this::id);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void schema(HttpExchange exchange) throws IOException {
        int id = Integer.parseInt(last(exchange, "/schemas/ids/"));
        boolean known = id >= 1 && id <= kinds.size();
        send(
                exchange,
                known ? 200 : 404,
                known
                        ? "{\"schema\":" + quoted(kinds.get(id - 1).schema().toString()) + "}"
                        : "{\"error_code\":40403,\"message\":\"Schema not found\"}");
    }

    private void id(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String path = last(exchange, "/subjects/");
        for (RecordInputs.Kind kind : kinds) {
            if (path.startsWith(kind.topic() + "-value")) {
                send(exchange, 200, "{\"id\":" + (kinds.indexOf(kind) + 1) + "}");
                return;
            }
        }
        send(exchange, 404, "{\"error_code\":40401,\"message\":\"Subject not found\"}");
    }

    private static String last(HttpExchange exchange, String prefix) {
        return exchange.getRequestURI().getPath().substring(prefix.length());
    }

    /** Quotes a schema, which contains no control characters. */
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
