package io.instancebus.simulators.ec2;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.instancebus.embedded.BoundedBodies;
import io.instancebus.embedded.LoopbackGuard;
import io.instancebus.embedded.LoopbackServers;
import io.instancebus.simulators.fault.FaultScript;
import io.instancebus.simulators.fault.InjectedFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A simulated region of EC2 on a free port of 127.0.0.1. It checks signatures; its instances are entries in memory and
 * all have the same address. {@link #inject} makes requests fail. Thread-safe.
 */
public final class Ec2Simulator implements AutoCloseable {
    public static final String REGION = "sim-1";
    public static final String ACCESS_KEY_ID = "AKIASIMULATED0000000";
    public static final String SECRET_ACCESS_KEY = "simulated/secret+access/key";
    /** An image whose root device is an EBS volume. */
    public static final String IMAGE = "ami-0000000000000001";

    /** An image whose instances cannot be stopped. */
    public static final String INSTANCE_STORE_IMAGE = "ami-0000000000000002";

    public static final String KEY_NAME = "sim-key";
    public static final String SECURITY_GROUP = "sg-0000000000000001";

    private static final String XML = "text/xml;charset=UTF-8";
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Ec2Cloud cloud;
    private final Signatures signatures;
    private final FaultScript faults = new FaultScript();
    private final Map<String, UnaryOperator<String>> forgeries = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private volatile CountDownLatch silence = new CountDownLatch(1);
    private volatile @Nullable InjectedFault outage;

    private Ec2Simulator(HttpServer server, InstantSource clock, @Nullable String sessionToken) {
        this.server = server;
        this.cloud = new Ec2Cloud(REGION, clock);
        this.signatures = new Signatures(ACCESS_KEY_ID, SECRET_ACCESS_KEY, sessionToken, REGION);
    }

    public static Ec2Simulator start() {
        return start(InstantSource.system(), null);
    }

    /** @param sessionToken the session token that requests must have; null for none */
    public static Ec2Simulator start(InstantSource clock, @Nullable String sessionToken) {
        try {
            HttpServer server = LoopbackServers.listen(0, 1_024);
            Ec2Simulator simulator = new Ec2Simulator(server, clock, sessionToken);
            server.setExecutor(simulator.threads);
            server.createContext("/", simulator::handle)
                    .getFilters()
                    .addAll(List.of(new LoopbackGuard(), new BoundedBodies()));
            server.start();
            return simulator;
        } catch (IOException e) {
            throw new UncheckedIOException("The EC2 simulator cannot be started", e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Form form = Form.parse(body);
            String action = form.get("Action", "");
            requests.computeIfAbsent(action, unseen -> new LongAdder()).increment();
            InjectedFault now = outage;
            Optional<InjectedFault> fault = now == null ? faults.next(action, form::mentions) : Optional.of(now);
            if (fault.isPresent()) {
                fail(exchange, fault.get(), action, form, body);
            } else {
                answer(exchange, action, form, body);
            }
        }
    }

    private void fail(HttpExchange exchange, InjectedFault fault, String action, Form form, String body)
            throws IOException {
        if (fault.executed()) {
            try {
                signatures.check(
                        exchange.getRequestHeaders(), exchange.getRequestURI().getPath(), body);
                cloud.execute(action, form);
            } catch (Ec2Error e) {
                send(exchange, e.status(), e.xml().toString());
                return;
            }
        }
        switch (fault) {
            case InjectedFault.Answered answered ->
                send(exchange, answered.status(), answered.body(), "text/html", answered.headers());
            case InjectedFault.Cut cut -> {}
            case InjectedFault.Mute mute -> pause(LONGEST_SILENCE);
            case InjectedFault.Delayed delayed -> {
                pause(delayed.time());
                answer(exchange, action, form, body);
            }
        }
    }

    private void pause(Duration longest) {
        try {
            boolean ended = silence.await(longest.toMillis(), TimeUnit.MILLISECONDS);
            assert ended || !longest.isNegative();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, String action, Form form, String body) throws IOException {
        try {
            if (!exchange.getRequestMethod().equals("POST")) {
                throw Ec2Error.client("InvalidQueryParameter", "this simulator accepts only POST");
            }
            signatures.check(
                    exchange.getRequestHeaders(), exchange.getRequestURI().getPath(), body);
            String truth = cloud.execute(action, form).toString();
            send(
                    exchange,
                    200,
                    forgeries.getOrDefault(action, UnaryOperator.identity()).apply(truth));
        } catch (Ec2Error e) {
            send(exchange, e.status(), e.xml().toString());
        }
    }

    private static void send(HttpExchange exchange, int status, String xml) throws IOException {
        send(exchange, status, xml, XML, Map.of());
    }

    private static void send(HttpExchange exchange, int status, String text, String type, Map<String, String> headers)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** An error response of EC2, for example 503 RequestLimitExceeded. */
    public static InjectedFault refusal(int status, String code, String message, boolean executed) {
        return refusal(status, code, message, executed, Map.of("Content-Type", XML));
    }

    /** The response to too many requests, with the seconds until a retry. */
    public static InjectedFault throttled(int seconds) {
        return refusal(
                503,
                "RequestLimitExceeded",
                "Request limit exceeded.",
                false,
                Map.of("Content-Type", XML, "Retry-After", Integer.toString(seconds)));
    }

    private static InjectedFault refusal(
            int status, String code, String message, boolean executed, Map<String, String> headers) {
        return new InjectedFault.Answered(
                executed,
                status,
                headers,
                new Ec2Error(status, code, message).xml().toString());
    }

    /** The next requests of this action get this fault, as in {@link FaultScript#add}. */
    public void inject(String action, String text, int times, InjectedFault fault) {
        faults.add(action, text, times, fault);
    }

    /** Launches with this text are accepted, and their instances end with this reason instead of running. */
    public void launchesFail(String text, String code, String message) {
        cloud.failLate(text, code, message);
    }

    /** Answers to this action are changed like this, until {@link #recover}. */
    public void forge(String action, UnaryOperator<String> answer) {
        forgeries.put(action, answer);
    }

    /** All requests get this fault, until {@link #recover}. */
    public void outage(InjectedFault fault) {
        outage = fault;
    }

    /** Ends outages and faults; requests that still wait for an answer get none. */
    public void recover() {
        outage = null;
        faults.clear();
        forgeries.clear();
        silence.countDown();
        silence = new CountDownLatch(1);
    }

    /** Sets the times from launch to running, from running to stopped, and from the terminate request to terminated. */
    public void transitions(Duration start, Duration stop, Duration terminate) {
        cloud.rules.start = start;
        cloud.rules.stop = stop;
        cloud.rules.terminate = terminate;
    }

    /** Sets the time after a launch during which an instance is not found. */
    public void shownAfter(Duration delay) {
        cloud.rules.shownAfter = delay;
    }

    /** Sets the time for which a terminated instance is shown; an hour by default. */
    public void terminatedShown(Duration time) {
        cloud.rules.terminatedShown = time;
    }

    /** Sets the maximum number of instances. */
    public void quota(int most) {
        cloud.rules.quota = most;
    }

    /** Sets the maximum number of elements in one answer of a list. */
    public void page(int most) {
        cloud.rules.page = most;
    }

    /** The public address of instances launched from now on; 127.0.0.1 by default. */
    public void address(String address) {
        cloud.rules.address = address;
    }

    /** Removes an instance without a trace. */
    public void vanish(String id) {
        cloud.vanish(id);
    }

    /** Terminates an instance without a request. */
    public void terminated(String id, String code, String message) {
        cloud.force(id, InstanceStage.TERMINATED, code, message);
    }

    /** Stops an instance without a request, or as after a failed start. */
    public void stopped(String id, String code, String message) {
        cloud.force(id, InstanceStage.STOPPED, code, message);
    }

    /** The number of instances with this client token that were not terminated. */
    public long instances(String clientToken) {
        return cloud.count(clientToken);
    }

    /** The number of instances in each state. */
    public Map<String, Long> states() {
        return cloud.states();
    }

    /** The number of requests for this action, whatever their result. */
    public long requests(String action) {
        LongAdder count = requests.get(action);
        return count == null ? 0 : count.sum();
    }

    /** The number of requests for each action. */
    public Map<String, Long> requests() {
        Map<String, Long> counts = new TreeMap<>();
        requests.forEach((action, count) -> counts.put(action, count.sum()));
        return counts;
    }

    /** The parameters of an instance's launch. */
    public Map<String, String> launch(String id) {
        return cloud.launchOf(id).map(Form::parameters).orElse(Map.of());
    }

    /** The zone of an instance; empty if it does not exist. */
    public String zone(String id) {
        return cloud.placeOf(id).map(Offer.Place::zone).orElse("");
    }

    /** The security groups of an instance: id to name. */
    public Map<String, String> groups(String id) {
        return cloud.launchOf(id).map(Offer::groups).orElse(Map.of());
    }

    public Map<String, String> tags(String id) {
        return cloud.tagsOf(id);
    }

    /** Removes everything except the settings. */
    public void clear() {
        recover();
        cloud.clear();
        requests.clear();
    }

    @Override
    public void close() {
        silence.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
