package io.instancebus.simulators.openstack;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A simulated OpenStack on a port of this machine, in memory: Keystone v3 (and v2, as at Rackspace), Nova at
 * microversion 2.1, and the list of Glance v2. Servers take time between states, and tests can cause failures.
 */
public final class OpenstackSimulator implements AutoCloseable {
    public static final String USER = "bus";
    public static final String PASSWORD = "the-password-of-bus";
    public static final String PROJECT = "7f312675f9b84c97bff8f5054e181419";
    public static final String PROJECT_NAME = "instances";
    public static final String APPLICATION = "3e0aa7eb41b74f4c9fb5ae4fb3c6d5e4";
    public static final String APPLICATION_SECRET = "the-application-secret";
    public static final String API_KEY = "the-api-key-of-bus";
    /** The account at Rackspace. */
    public static final String ACCOUNT = "123456";

    public static final String IMAGE = "70a599e0-31e7-49b7-b260-868f441e862b";
    public static final Set<String> FLAVORS = Set.of("1", "2");
    public static final String KEY_PAIR = "operators";
    /** The prefix of the administrator's password in the answer to each create; each server has its own rest. */
    public static final String ADMIN_PASSWORD = "GFf1j9aPfirst";

    /** The URL in its answers, which no client may follow. */
    static final String ELSEWHERE = "http://elsewhere.invalid/v2.1";

    private static final Duration LONGEST_SILENCE = Duration.ofHours(1);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Keystone keystone = new Keystone();
    private final Nova nova = new Nova();
    private final Glance glance = new Glance();
    private final FaultScript faults = new FaultScript();
    private final Map<String, UnaryOperator<String>> forgeries = new ConcurrentHashMap<>();
    private final Map<String, Integer> requests = new ConcurrentHashMap<>();
    private volatile Outage outage = Outage.NONE;
    private volatile CountDownLatch mute = new CountDownLatch(1);
    private volatile boolean withoutZones;
    private volatile boolean old;

    public OpenstackSimulator() {
        try {
            server = LoopbackServers.listen(0, 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle).getFilters().addAll(List.of(new LoopbackGuard(), new BoundedBodies()));
        server.start();
    }

    /** Keystone v3's URL. */
    public URI authUrl() {
        return uri("/identity/v3");
    }

    /** Nova's URL. */
    public URI computeUrl() {
        return uri("/compute/v2.1");
    }

    /** Glance's URL. */
    public URI imageUrl() {
        return uri("/image");
    }

    /** The URL of Rackspace's identity service. */
    public URI rackspaceAuthUrl() {
        return uri("/identity/v2.0");
    }

    /** The URL of Rackspace's Nova. */
    public URI rackspaceComputeUrl() {
        return uri("/compute/v2/" + ACCOUNT);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Sets the time from one state of a server to the next. */
    public void transition(Duration time) {
        nova.transition(time);
    }

    /** Sets the address of servers that are created from now on; 127.0.0.1 at first. */
    public void address(String ofNewServers) {
        nova.address(ofNewServers);
    }

    /** Sets the project's maximum number of servers. */
    public void quota(int most) {
        nova.quota(most);
    }

    /** Sets the maximum number of servers in a page, whatever the request asks for; 1,000 at first. */
    public void longestPage(int most) {
        nova.longestPage(most);
    }

    /** Adds an image to Glance, beside IMAGE, with a status as Glance writes it. */
    public void image(String id, String name, String status) {
        glance.add(id, name, status);
    }

    /** Sets the maximum number of images in a page of Glance; 1,000 at first. */
    public void longestImagePage(int most) {
        glance.longestPage(most);
    }

    /** Servers whose create contains this text end in ERROR with this fault. */
    public void failBuild(String text, String fault) {
        nova.failBuild(text, fault);
    }

    /** An error response in Nova's form. */
    public static InjectedFault refusal(int status, String code, String message) {
        return new InjectedFault.Answered(
                false, status, Map.of(), Answer.problem(status, code, message).body());
    }

    /**
     * The next such requests get this fault, as in {@link FaultScript#add}.
     *
     * @param call token, create, list, get, delete, os-start, os-stop, reboot, images, flavors, zones or glance
     * @param text a text in the id or the body; empty for any
     */
    public void inject(String call, String text, int times, InjectedFault fault) {
        faults.add(call, text, times, fault);
    }

    /** Answers to such calls, as in {@link #inject}, are changed like this, until {@link #recover}. */
    public void forge(String call, UnaryOperator<String> answer) {
        forgeries.put(call, answer);
    }

    /** Simulates this outage until it is NONE again. */
    public void outage(Outage how) {
        outage = how;
        CountDownLatch before = mute;
        mute = new CountDownLatch(1);
        before.countDown();
    }

    /** Invalidates the issued tokens. */
    public void expireTokens() {
        keystone.expire();
    }

    /** Denies all logins. */
    public void denyLogins(boolean everybody) {
        keystone.deny(everybody);
    }

    /** Sets Nova's URL in the service catalogue. */
    public void catalogue(String computeUrl) {
        keystone.catalogue(computeUrl);
    }

    /** Removes Nova's availability zones, as at Rackspace. */
    public void withoutZones() {
        withoutZones = true;
        nova.withoutZones();
    }

    /** Limits Nova to microversions up to 2.60. */
    public void old() {
        old = true;
    }

    /** Removes a server without a trace. */
    public void vanish(String id) {
        nova.vanish(id);
    }

    /** Changes a server without a request. */
    public void become(String id, String status, @Nullable String fault) {
        nova.become(id, status, fault);
    }

    /** Ends all faults; keeps all servers. */
    public void recover() {
        faults.clear();
        forgeries.clear();
        keystone.deny(false);
        outage(Outage.NONE);
    }

    /** The number of servers with this metadata. */
    public long servers(String metadata, String value) {
        return nova.count(server -> server.metadata(metadata).equals(value));
    }

    /** All current servers. */
    public List<String> servers() {
        return nova.ids();
    }

    /** The body of a server's create, below "server"; null if the server does not exist. */
    public @Nullable JsonNode asked(String id) {
        return nova.asked(id);
    }

    /** The administrator's password in the answer to a server's create; null if the server never existed. */
    public @Nullable String adminPassword(String id) {
        return nova.adminPassword(id);
    }

    /** The number of requests of this kind, as in {@link #inject}. */
    public int requests(String call) {
        return requests.getOrDefault(call, 0);
    }

    /** The number of requests of each kind. */
    public Map<String, Integer> requests() {
        return Map.copyOf(requests);
    }

    /** Every token that was ever issued. */
    public Set<String> tokens() {
        return keystone.everIssued();
    }

    private void handle(HttpExchange exchange) throws IOException {
        // A close without an answer resets the connection.
        try (exchange) {
            Call call = Call.of(exchange);
            requests.merge(call.name(), 1, Integer::sum);
            CountDownLatch silence = mute;
            switch (outage) {
                case NONE, CELL_DOWN -> answer(exchange, call, silence);
                case RESET -> {}
                case MUTE -> await(silence);
                case UNAVAILABLE ->
                    send(exchange, new Answer(503, Map.of(), "<html><body>503 Service Unavailable</body></html>"));
                case WRONG_PAGE -> send(exchange, new Answer(404, Map.of(), "<html><body>404 Not Found</body></html>"));
            }
        }
    }

    private void answer(HttpExchange exchange, Call call, CountDownLatch silence) throws IOException {
        Optional<InjectedFault> fault = faults.next(call.name(), (call.id() + call.body())::contains);
        if (fault.isPresent()) {
            fail(exchange, fault.get(), call, silence);
        } else {
            send(exchange, forged(call, carryOut(call)));
        }
    }

    private void fail(HttpExchange exchange, InjectedFault fault, Call call, CountDownLatch silence)
            throws IOException {
        if (fault.executed()) {
            carryOut(call);
        }
        switch (fault) {
            case InjectedFault.Answered answered ->
                send(exchange, new Answer(answered.status(), answered.headers(), answered.body()));
            case InjectedFault.Cut cut -> {}
            case InjectedFault.Mute mute -> await(silence);
            case InjectedFault.Delayed delayed -> {
                await(silence, delayed.time());
                send(exchange, carryOut(call));
            }
        }
    }

    private Answer forged(Call call, Answer truth) {
        UnaryOperator<String> forgery = forgeries.get(call.name());
        return forgery == null || truth.status() != 200
                ? truth
                : new Answer(200, truth.headers(), forgery.apply(truth.body()));
    }

    private Answer carryOut(Call call) {
        if (call.name().equals("token")) {
            return call.rackspace() ? keystone.v2(call.json()) : keystone.v3(call.json());
        }
        if (!keystone.knows(call.token()) && call.name().equals("glance")) {
            return Glance.page(401, "401 Unauthorized", "This server could not verify that you are authorized.");
        }
        if (!keystone.knows(call.token())) {
            return Answer.json(
                            401,
                            Map.of(
                                    "error",
                                    Map.of(
                                            "code",
                                            401,
                                            "title",
                                            "Unauthorized",
                                            "message",
                                            "The request you have made requires authentication.")))
                    .with("WWW-Authenticate", "Keystone uri=\"" + authUrl() + "\"");
        }
        if (old && !call.version().equals("2.1")) {
            return Answer.problem(
                    406,
                    "computeFault",
                    "Version " + call.version() + " is not supported by the API. Minimum is 2.1 and maximum is 2.60.");
        }
        if (call.name().equals("glance")) {
            return glance.list(call.query(), ELSEWHERE + "/images");
        }
        if (outage == Outage.CELL_DOWN) {
            return switch (call.name()) {
                case "list" ->
                    call.version().equals("2.1") ? Answer.json(200, Map.of("servers", List.of())) : nova.listOfIds();
                default -> Answer.problem(500, "computeFault", "Unexpected API Error.");
            };
        }
        return switch (call.name()) {
            case "create" -> nova.create(call.json());
            case "list" ->
                nova.list(
                        call.query().get("marker"),
                        call.query().get("limit"),
                        call.query().get("changes-since"),
                        call.version(),
                        ELSEWHERE + "/servers/detail");
            case "get" -> nova.get(call.id(), call.version());
            case "delete" -> nova.delete(call.id());
            case "os-start", "os-stop", "reboot" -> nova.act(call.id(), call.json());
            case "images" -> Answer.json(200, Map.of("images", List.of(ServerChoices.image())));
            case "flavors" ->
                Answer.json(
                        200,
                        Map.of(
                                "flavors",
                                List.of(ServerChoices.flavor("1", 512, 1), ServerChoices.flavor("2", 2048, 2))));
            case "zones" ->
                withoutZones
                        ? Answer.problem(404, "itemNotFound", "The resource could not be found.")
                        : Answer.json(200, ServerChoices.zones());
            default -> Answer.problem(404, "itemNotFound", "The resource could not be found.");
        };
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

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", answer.body().startsWith("<") ? "text/html" : "application/json");
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        mute.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
