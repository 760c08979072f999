package io.instancebus.gateway.http;

import io.instancebus.gateway.json.CommandReader;
import io.instancebus.service.HealthCheck;
import io.instancebus.view.View;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.BindException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server with all its routes. Each request has a virtual thread. */
public final class HttpDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpDoor.class);
    private static final Duration LONGEST_PUBLISH = Duration.ofSeconds(10);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    /** The maximum number of connections; a further one waits until another is closed. */
    private static final int MOST_CONNECTIONS = 2_000;

    private static final Duration IDLE_AT_LIMIT = Duration.ofSeconds(5);

    private final Waits waits;
    private final InstanceStreams streams;
    private final List<HealthCheck> checks;
    private final HealthRoutes health;
    private final List<Route> routes;
    private final DoorGuard guard;
    private final RequestMeters requests;
    private final Javalin server;

    /**
     * @param meters the registry for the requests' metrics
     * @param metrics the metrics of the whole process, to be shown; empty if another server shows them
     * @param noRoom why the bus has no room for commands; empty while it has
     * @param port 0 for any free port
     * @param allowedHosts names that requests may have as Host, besides this machine's names for itself
     * @throws GatewayStartException if it cannot listen there
     */
    public HttpDoor(
            CommandPublisher publisher,
            View view,
            List<HealthCheck> checks,
            Supplier<Optional<String>> noRoom,
            MeterRegistry meters,
            Optional<Supplier<byte[]>> metrics,
            String host,
            int port,
            List<String> allowedHosts) {
        ViewReader reader = new ViewReader(view);
        waits = new Waits(reader);
        streams = new InstanceStreams(reader);
        this.checks = allChecks(publisher, reader, checks, noRoom);
        health = new HealthRoutes(this.checks);
        guard = new DoorGuard(allowedHosts);
        requests = new RequestMeters(meters);
        routes = Stream.of(
                        new DocumentRoutes().routes(),
                        health.routes(),
                        new MetricsRoute(metrics).routes(),
                        new WriteRoutes(
                                        new CommandReader(InstantSource.system()),
                                        new Publishing(publisher, noRoom, LONGEST_PUBLISH),
                                        waits)
                                .routes(),
                        new ReadRoutes(reader, streams).routes())
                .flatMap(List::stream)
                .toList();
        server = listen(Javalin.create(config -> configure(config, host, port)), host, port);
    }

    /** The port on which it listens. */
    public int port() {
        return server.port();
    }

    public boolean ready() {
        return health.troubles().isEmpty();
    }

    /** The checks that must pass before the gateway is ready. */
    public List<HealthCheck> checks() {
        return checks;
    }

    /** Runs all checks, which may take seconds, and logs why the gateway is not ready. */
    public void sayWhatIsMissing() {
        health.troubles()
                .forEach(problem -> log.atWarn()
                        .addKeyValue("part", problem.field())
                        .addKeyValue("reason", problem.message())
                        .log("The gateway is not ready yet"));
    }

    /** All routes; the OpenAPI document must have the same. */
    public List<Route> routes() {
        return routes;
    }

    @Override
    public void close() {
        waits.close();
        streams.close();
        server.stop();
    }

    private void configure(JavalinConfig config, String host, int port) {
        config.concurrency.useVirtualThreads = true;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = RequestBodies.LIMIT;
        config.http.prefer405over404 = true;
        config.router.ignoreTrailingSlashes = false;
        config.jetty.addConnector((jetty, http) -> connector(jetty, http, host, port));
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new JettyProblems()));
        config.jetty.modifyServer(jetty -> {
            jetty.setErrorHandler(new JettyProblems());
            jetty.setStopTimeout(LONGEST_STOP.toMillis());
            NetworkConnectionLimit limit = new NetworkConnectionLimit(MOST_CONNECTIONS, jetty);
            limit.setEndPointIdleTimeout(IDLE_AT_LIMIT.toMillis());
            jetty.addBean(limit);
        });
        config.requestLogger.http((ctx, millis) -> {
            requests.answered(ctx, millis);
            logRequest(ctx, millis);
        });
        config.routes.before(ctx -> {
            protect(ctx);
            guard.check(ctx);
        });
        routes.forEach(route -> config.routes.addHttpHandler(route.method(), route.path(), ctx -> {
            requests.begun(ctx, route);
            route.serve(ctx);
        }));
        Responses.handleFailures(config.routes, new RouteTable(routes));
    }

    /** Many callers may come at once: those that are not accepted yet must not be turned away. */
    private static ServerConnector connector(Server jetty, HttpConfiguration http, String host, int port) {
        ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(MOST_CONNECTIONS);
        return connector;
    }

    private static void protect(Context ctx) {
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Cache-Control", "no-cache");
        ctx.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        ctx.header("Referrer-Policy", "no-referrer");
    }

    private static void logRequest(Context ctx, float millis) {
        log.atDebug()
                .addKeyValue("method", ctx.req().getMethod())
                .addKeyValue("path", ctx.path())
                .addKeyValue("status", ctx.statusCode())
                .addKeyValue("millis", (long) millis)
                .log("Answered a request");
    }

    private static List<HealthCheck> allChecks(
            CommandPublisher publisher, ViewReader view, List<HealthCheck> checks, Supplier<Optional<String>> noRoom) {
        List<HealthCheck> all = new ArrayList<>();
        // The first check, because it explains failures of the others.
        all.add(new HealthCheck("disk", noRoom));
        all.add(new HealthCheck("bus", publisher::unavailableReason));
        all.add(new HealthCheck("view", view::unavailableReason, view::incomplete));
        all.addAll(checks);
        return List.copyOf(all);
    }

    private static Javalin listen(Javalin server, String host, int port) {
        try {
            return server.start(host, port);
        } catch (RuntimeException failed) {
            server.stop();
            if (isTaken(failed)) {
                throw new GatewayStartException(
                        host + ":" + port + " is in use by another program, or is no address of this machine;"
                                + " give the gateway another port",
                        failed);
            }
            throw new GatewayStartException("the gateway cannot listen on " + host + ":" + port, failed);
        }
    }

    private static boolean isTaken(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException
                    || cause.getClass().getSimpleName().equals("JavalinBindException")) {
                return true;
            }
        }
        return false;
    }
}
