package io.instancebus.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves {@code /health/live}, {@code /health/ready} and {@code /metrics} over HTTP, to GET and HEAD. The resources of
 * clients are bounded: the connections, the size and time of a request, and the concurrent reads of metrics. The JDK
 * reads its bounds once for all its servers, when the first is created; bounds set on the command line stay.
 */
public final class ManagementServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    /** The bound of concurrent responses with metrics, which can be some hundred kilobytes each. */
    private static final int MOST_ANSWERS = 8;

    private static final Map<String, String> BOUNDS = Map.of(
            "sun.net.httpserver.nodelay", "true",
            // The bound of open connections; a further one is closed at once.
            "jdk.httpserver.maxConnections", "64",
            // Seconds in which the whole request must arrive.
            "sun.net.httpserver.maxReqTime", "10",
            // Seconds, from then on, in which the response must be made and read.
            "sun.net.httpserver.maxRspTime", "30",
            // Bytes of the request line and the headers together.
            "sun.net.httpserver.maxReqHeaderSize", "8192");

    static {
        BOUNDS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore answers = new Semaphore(MOST_ANSWERS);
    private final BooleanSupplier live;
    private final Health health;
    private final Supplier<byte[]> metrics;

    private ManagementServer(HttpServer server, BooleanSupplier live, Health health, Supplier<byte[]> metrics) {
        this.server = server;
        this.live = live;
        this.health = health;
        this.metrics = metrics;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Starts to listen.
     *
     * @param metrics the metrics in Prometheus' text format, in UTF-8
     * @throws IllegalStateException if it cannot listen on that address; the message says what to do
     */
    public static ManagementServer start(
            ManagementConfig config, BooleanSupplier live, Health health, Supplier<byte[]> metrics) {
        ManagementServer server = new ManagementServer(listen(config), live, health, metrics);
        log.atInfo().addKeyValue("address", server.address()).log("Health and metrics are served");
        return server;
    }

    private static HttpServer listen(ManagementConfig config) {
        String host = Objects.requireNonNull(config.host());
        int port = Objects.requireNonNull(config.port());
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 0);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "health and metrics cannot be served on " + host + ":" + port
                            + "; set management.port (0 for any free port) or management.host in the configuration",
                    e);
        }
    }

    /** The URL of the server, such as http://127.0.0.1:8091. */
    public String address() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (method.equals("GET") || method.equals("HEAD")) {
                answer(exchange);
            } else {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, 405, "Only GET and HEAD are allowed.");
            }
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("A request to the management port failed with an internal error");
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/health/live" -> live(exchange);
            case "/health/ready" -> ready(exchange);
            case "/metrics" -> metrics(exchange);
            case null, default ->
                send(exchange, 404, "Not found. Known paths: /health/live, /health/ready and /metrics.");
        }
    }

    private void metrics(HttpExchange exchange) throws IOException {
        if (!answers.tryAcquire()) {
            exchange.getResponseHeaders().set("Retry-After", "2");
            send(exchange, 503, "Too many clients are reading the metrics; retry later.");
            return;
        }
        try {
            send(exchange, 200, PROMETHEUS, metrics.get());
        } finally {
            answers.release();
        }
    }

    private void live(HttpExchange exchange) throws IOException {
        boolean alive = live.getAsBoolean();
        send(exchange, alive ? 200 : 503, JSON.createObjectNode().put("status", alive ? "LIVE" : "NOT_LIVE"));
    }

    private void ready(HttpExchange exchange) throws IOException {
        List<Health.Finding> troubles = health.troubles();
        boolean ready = troubles.isEmpty() && live.getAsBoolean();
        ObjectNode body = JSON.createObjectNode().put("status", ready ? "READY" : "NOT_READY");
        list(body, "problems", troubles);
        list(body, "warnings", health.warnings());
        if (!ready) {
            exchange.getResponseHeaders().set("Retry-After", "2");
        }
        send(exchange, ready ? 200 : 503, body);
    }

    private static void list(ObjectNode body, String name, List<Health.Finding> findings) {
        if (!findings.isEmpty()) {
            ArrayNode list = body.putArray(name);
            findings.forEach(
                    finding -> list.addObject().put("part", finding.part()).put("message", finding.message()));
        }
    }

    private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        send(exchange, status, "application/json", JSON.writeValueAsBytes(body));
    }

    private static void send(HttpExchange exchange, int status, String words) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", (words + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
