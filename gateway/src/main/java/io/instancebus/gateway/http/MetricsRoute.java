package io.instancebus.gateway.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Shows the metrics of the process, if the gateway does so for all services in it. */
final class MetricsRoute {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Optional<Supplier<byte[]>> metrics;

    MetricsRoute(Optional<Supplier<byte[]>> metrics) {
        this.metrics = metrics;
    }

    List<Route> routes() {
        return metrics.map(all -> List.of(Route.get("/metrics", Set.of(), (ctx, query) -> show(ctx, all.get()))))
                .orElse(List.of());
    }

    private static void show(Context ctx, byte[] metrics) {
        LargeAnswers.hold(ctx, metrics.length);
        ctx.contentType(PROMETHEUS).result(metrics);
    }
}
