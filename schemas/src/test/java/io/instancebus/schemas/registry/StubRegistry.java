package io.instancebus.schemas.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The registry protocol in this JVM, written down from its documentation, with faults to order. */
public final class StubRegistry implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    public record Request(String method, String rawPath, Map<String, String> headers, String body) {}

    public record Answer(int status, String contentType, String body) {
        public static Answer json(int status, String body) {
            return new Answer(status, "application/vnd.schemaregistry.v1+json", body);
        }
    }

    private final HttpServer server;
    private final String path;
    private final Map<Integer, String> schemas = new LinkedHashMap<>();
    private final Map<String, Integer> latest = new LinkedHashMap<>();
    private final Map<Integer, Answer> refused = new HashMap<>();
    private final Queue<Answer> faults = new ArrayDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Runnable beforeAnswer = () -> {};

    public StubRegistry() throws IOException {
        this("");
    }

    public StubRegistry(String path) throws IOException {
        this.path = path;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** The next request gets this answer instead. */
    public synchronized void fail(Answer answer) {
        faults.add(answer);
    }

    /** Every request for the schema of this id gets this answer instead. */
    public synchronized void refuse(int id, Answer answer) {
        refused.put(id, answer);
    }

    /** From now on the id is served again, if it is there. */
    public synchronized void serve(int id) {
        refused.remove(id);
    }

    public void beforeAnswer(Runnable action) {
        this.beforeAnswer = action;
    }

    public List<Request> requests() {
        return requests;
    }

    /** Puts a schema there as if another had registered it. */
    public synchronized int put(String subject, String schema) {
        int id = schemas.entrySet().stream()
                .filter(entry -> entry.getValue().equals(schema))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(schemas.size() + 1);
        schemas.put(id, schema);
        latest.put(subject, id);
        return id;
    }

    public synchronized void put(int id, Schema schema) {
        schemas.put(id, schema.toString());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
            String rawPath = exchange.getRequestURI().getRawPath();
            requests.add(new Request(exchange.getRequestMethod(), rawPath, headers, body));
            beforeAnswer.run();
            Answer answer = answer(exchange.getRequestMethod(), rawPath, body);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Answer answer(String method, String rawPath, String body) {
        Answer fault = faults.poll();
        if (fault != null) {
            return fault;
        }
        if (!rawPath.startsWith(path)) {
            return new Answer(404, "text/html", "<h1>Not here</h1>");
        }
        String[] parts = rawPath.substring(path.length()).split("/");
        return switch (method + " " + parts.length) {
            case "GET 4" -> byId(Integer.parseInt(parts[3]));
            case "POST 4" -> id(put(parts[2], schemaIn(body)));
            case "POST 3" -> lookUp(schemaIn(body));
            case "GET 5" -> latest(parts[2]);
            default -> error(404, 404, "HTTP 404 Not Found");
        };
    }

    private Answer byId(int id) {
        Answer refusal = refused.get(id);
        if (refusal != null) {
            return refusal;
        }
        String schema = schemas.get(id);
        return schema == null
                ? error(404, 40403, "Schema not found")
                : Answer.json(
                        200,
                        JSON.createObjectNode()
                                .put("schema", schema)
                                .put("guid", "a-field-of-the-future")
                                .put("ts", 1)
                                .toString());
    }

    private Answer lookUp(String schema) {
        return schemas.entrySet().stream()
                .filter(entry -> entry.getValue().equals(schema))
                .map(entry -> id(entry.getKey()))
                .findFirst()
                .orElse(error(404, 40403, "Schema not found"));
    }

    private Answer latest(String subject) {
        Integer id = latest.get(subject);
        return id == null
                ? error(404, 40401, "Subject not found")
                : Answer.json(
                        200,
                        JSON.createObjectNode()
                                .put("subject", subject)
                                .put("id", id)
                                .put("version", 1)
                                .put("schema", schemas.get(id))
                                .toString());
    }

    private static Answer id(int id) {
        return Answer.json(200, "{\"id\":" + id + ",\"somethingNew\":{\"a\":[1]}}");
    }

    public static Answer error(int status, int code, String message) {
        return Answer.json(status, "{\"error_code\":" + code + ",\"message\":\"" + message + "\"}");
    }

    private static String schemaIn(String body) {
        JsonNode json = JSON.readTree(body);
        if (json.size() != 1) {
            throw new IllegalArgumentException("more than a schema in " + json.propertyNames());
        }
        return json.path("schema").asString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
