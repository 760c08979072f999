package io.instancebus.gateway.http;

import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Measures requests by route and status. No label is chosen by a caller: a path without a route is "none". */
final class RequestMeters {
    private static final String ROUTE = RequestMeters.class.getName();
    private static final String NONE = "none";

    private final MeterRegistry registry;
    private final ConcurrentMap<Kind, Timer> timers = new ConcurrentHashMap<>();

    RequestMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Kind(String method, String route, int status) {}

    /** Records the route of the request. */
    void begun(Context ctx, Route route) {
        ctx.attribute(ROUTE, route);
    }

    void answered(Context ctx, float millis) {
        Route route = ctx.attribute(ROUTE);
        Kind kind = route == null
                ? new Kind(NONE, NONE, ctx.statusCode())
                : new Kind(route.method().name(), route.path(), ctx.statusCode());
        timers.computeIfAbsent(kind, this::timer).record(Duration.ofNanos((long) (millis * 1_000_000)));
    }

    private Timer timer(Kind kind) {
        return Timer.builder("instancebus.http.requests")
                .description("Requests to the HTTP API; the time includes what ?wait= waits for")
                .tag("method", kind.method())
                .tag("route", kind.route())
                .tag("status", Integer.toString(kind.status()))
                .register(registry);
    }
}
