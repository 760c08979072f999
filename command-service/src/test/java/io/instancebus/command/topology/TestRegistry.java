package io.instancebus.command.topology;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** As much of a schema registry as the topology asks for, and one that can be away. */
public final class TestRegistry implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final List<String> schemas = new ArrayList<>();
    final AtomicInteger questions = new AtomicInteger();
    volatile boolean away;
    /** The ids that it does not serve, and what it answers instead. */
    public final Map<Integer, Integer> refused = new ConcurrentHashMap<>();

    public TestRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        questions.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        if (away) {
            send(exchange, 503, "{}");
        } else if (path.startsWith("/schemas/ids/")) {
            int id = Integer.parseInt(path.substring("/schemas/ids/".length()));
            Integer refusal = refused.get(id);
            if (refusal != null) {
                send(exchange, refusal, "{\"error_code\":" + refusal + "01,\"message\":\"refused\"}");
            } else if (id >= 1 && id <= schemas.size()) {
                send(
                        exchange,
                        200,
                        JSON.writeValueAsString(JSON.createObjectNode().put("schema", schemas.get(id - 1))));
            } else {
                send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
            }
        } else {
            String schema = JSON.readTree(exchange.getRequestBody().readAllBytes())
                    .path("schema")
                    .asString();
            if (!schemas.contains(schema)) {
                schemas.add(schema);
            }
            send(exchange, 200, "{\"id\":" + (schemas.indexOf(schema) + 1) + "}");
        }
    }

    /** Puts a schema there as if another had registered it. */
    public synchronized int put(String schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
