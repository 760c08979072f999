package io.instancebus.provider.openstack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.instancebus.simulators.fault.FaultScript;
import io.instancebus.simulators.fault.InjectedFault;
import io.instancebus.simulators.openstack.Outage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A proxy before a real OpenStack: passes requests on, counts them, and injects faults as the simulator does. It does
 * not change the URLs in the answers of Keystone, Nova and Glance.
 */
final class OpenstackProxy implements AutoCloseable {
    private static final Set<String> NOT_PASSED_ON =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "http2-settings", "date");

    private static final Duration LONGEST_SILENCE = Duration.ofHours(1);

    private final Map<String, URI> services;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Integer> requests = new ConcurrentHashMap<>();
    private final FaultScript faults = new FaultScript();
    private volatile Outage outage = Outage.NONE;
    private volatile CountDownLatch mute = new CountDownLatch(1);

    private record Answer(int status, Map<String, List<String>> headers, byte[] body) {}

    /** @param services the services by the first segment of their path at the proxy: identity, compute, image */
    OpenstackProxy(Map<String, URI> services) {
        this.services = services;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url(String service) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + service);
    }

    /**
     * Injects this fault into the next such request.
     *
     * @param call the call, such as POST compute/servers
     * @param text a text that its body must contain
     */
    void inject(String call, String text, InjectedFault fault) {
        faults.add(call, text, 1, fault);
    }

    /** Simulates this outage of all services until it is NONE again. */
    void outage(Outage how) {
        outage = how;
        CountDownLatch before = mute;
        mute = new CountDownLatch(1);
        before.countDown();
    }

    void recover() {
        faults.clear();
        outage(Outage.NONE);
    }

    /** The number of requests of each kind since the last call. */
    Map<String, Integer> requests() {
        Map<String, Integer> counted = new TreeMap<>(requests);
        requests.clear();
        return counted;
    }

    private void handle(HttpExchange exchange) throws IOException {
        // A close without an answer resets the connection.
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String call = exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getPath().substring(1).replaceAll("[0-9a-f-]{36}", "ID");
            requests.merge(call, 1, Integer::sum);
            CountDownLatch silence = mute;
            switch (outage) {
                case NONE, CELL_DOWN -> answer(exchange, body, call, silence);
                case RESET -> {}
                case MUTE -> await(silence);
                case UNAVAILABLE -> send(exchange, page(503, "<html><body>503 Service Unavailable</body></html>"));
                case WRONG_PAGE -> send(exchange, page(404, "<html><body>404 Not Found</body></html>"));
            }
        }
    }

    private void answer(HttpExchange exchange, byte[] body, String call, CountDownLatch silence) throws IOException {
        Optional<InjectedFault> fault = faults.next(call, new String(body, StandardCharsets.UTF_8)::contains);
        if (fault.isPresent()) {
            fail(exchange, fault.get(), body, silence);
        } else {
            send(exchange, passOn(exchange, body));
        }
    }

    private void fail(HttpExchange exchange, InjectedFault fault, byte[] body, CountDownLatch silence)
            throws IOException {
        if (fault.executed()) {
            passOn(exchange, body);
        }
        switch (fault) {
            case InjectedFault.Cut cut -> {}
            case InjectedFault.Mute mute -> await(silence);
            case InjectedFault.Delayed delayed -> {
                await(silence, delayed.time());
                send(exchange, passOn(exchange, body));
            }
            case InjectedFault.Answered answered -> {
                answered.headers().forEach(exchange.getResponseHeaders()::set);
                send(exchange, page(answered.status(), answered.body()));
            }
        }
    }

    private Answer passOn(HttpExchange exchange, byte[] body) throws IOException {
        String[] parts = exchange.getRequestURI().toString().substring(1).split("(?=[/?])", 2);
        URI there = URI.create(services.get(parts[0]) + parts[1]);
        HttpRequest.Builder request = HttpRequest.newBuilder(there)
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.headers().map(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static Answer page(int status, String body) {
        return new Answer(
                status,
                Map.of("Content-Type", List.of(body.startsWith("<") ? "text/html" : "application/json")),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    private static void await(CountDownLatch silence) {
        await(silence, LONGEST_SILENCE);
    }

    private static void await(CountDownLatch silence, Duration longest) {
        try {
            boolean ended = silence.await(longest.toMillis(), TimeUnit.MILLISECONDS);
            assert ended || !longest.isNegative();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        mute.countDown();
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
