package io.instancebus.simulators.ec2;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.instancebus.embedded.BoundedBodies;
import io.instancebus.embedded.LoopbackGuard;
import io.instancebus.embedded.LoopbackServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A simulated instance metadata service, version 2, on a free port of 127.0.0.1. It has the key of one role, and
 * requires a token that it issued. Written from Amazon's user guide. Thread-safe.
 */
public final class MetadataSimulator implements AutoCloseable {
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final String ROLE = "instance-bus";

    private final HttpServer server;
    private final String token = UUID.randomUUID().toString();
    private final AtomicInteger keysGiven = new AtomicInteger();
    private volatile @Nullable String key;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile int outage;
    private volatile boolean stalled;

    private MetadataSimulator(HttpServer server) {
        this.server = server;
    }

    /** The service of a machine without a role. */
    public static MetadataSimulator start() {
        try {
            HttpServer server = LoopbackServers.listen(0, 0);
            MetadataSimulator simulator = new MetadataSimulator(server);
            server.setExecutor(simulator.threads);
            server.createContext("/", simulator::handle)
                    .getFilters()
                    .addAll(List.of(new LoopbackGuard(), new BoundedBodies()));
            server.start();
            return simulator;
        } catch (IOException e) {
            throw new UncheckedIOException("The metadata simulator cannot be started", e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Gives the machine a role with this key. */
    public void role(String accessKeyId, String secretAccessKey, String sessionToken, Instant expiration) {
        key = """
                {
                  "Code" : "Success",
                  "LastUpdated" : "2026-01-01T00:00:00Z",
                  "Type" : "AWS-HMAC",
                  "AccessKeyId" : "%s",
                  "SecretAccessKey" : "%s",
                  "Token" : "%s",
                  "Expiration" : "%s"
                }""".formatted(accessKeyId, secretAccessKey, sessionToken, expiration);
    }

    /** Answers requests for the role's key with this text from now on. */
    public void garbled(String answer) {
        key = answer;
    }

    /** @param status the status of all answers; 0 to end the outage */
    public void outage(int status) {
        outage = status;
    }

    /** Begins answers and does not complete them from now on. */
    public void stall() {
        stalled = true;
    }

    /** The number of times that it returned the role's key. */
    public int keysGiven() {
        return keysGiven.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String known = key;
            if (outage != 0) {
                send(exchange, outage, "");
            } else if (path.equals("/latest/api/token")) {
                send(exchange, wantsToken(exchange) ? 200 : 400, token);
            } else if (!token.equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"))) {
                send(exchange, 401, "");
            } else if (known == null) {
                send(exchange, 404, "");
            } else if (path.equals(ROLES)) {
                send(exchange, 200, ROLE);
            } else if (path.equals(ROLES + ROLE)) {
                keysGiven.incrementAndGet();
                send(exchange, 200, known);
            } else {
                send(exchange, 404, "");
            }
        }
    }

    private static boolean wantsToken(HttpExchange exchange) {
        String seconds = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token-ttl-seconds");
        return exchange.getRequestMethod().equals("PUT") && seconds != null && seconds.matches("[1-9]\\d{0,4}");
    }

    private void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (stalled) {
            awaitClose();
        }
        exchange.getResponseBody().write(bytes);
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
