package io.instancebus.gateway.http;

import io.instancebus.gateway.json.FieldError;
import io.instancebus.gateway.json.Json;
import io.instancebus.service.Health;
import io.instancebus.service.HealthCheck;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reports whether the gateway is live and whether it is ready. */
public final class HealthRoutes {
    private final Health health;

    HealthRoutes(List<HealthCheck> checks) {
        List<HealthCheck> all = List.copyOf(checks);
        this.health = new Health(() -> all);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/health/live", Set.of(), HealthRoutes::live),
                Route.get("/health/ready", Set.of(), this::ready));
    }

    /** The problem of each part; empty if all are well. */
    List<FieldError> troubles() {
        return health.troubles().stream()
                .map(problem -> new FieldError(problem.part(), problem.message()))
                .toList();
    }

    private static void live(Context ctx, Query query) {
        Responses.json(ctx, 200, Json.object().put("status", "LIVE"));
    }

    private void ready(Context ctx, Query query) {
        List<FieldError> troubles = troubles();
        if (troubles.isEmpty()) {
            ObjectNode ready = Json.object().put("status", "READY");
            List<Health.Finding> warnings = health.warnings();
            if (!warnings.isEmpty()) {
                ArrayNode list = ready.putArray("warnings");
                warnings.forEach(
                        warning -> list.addObject().put("part", warning.part()).put("message", warning.message()));
            }
            Responses.json(ctx, 200, ready);
            return;
        }
        FieldError first = troubles.getFirst();
        Responses.problem(
                ctx,
                Problem.of(ProblemType.NOT_READY, first.field() + ": " + first.message(), troubles)
                        .withHeader("Retry-After", "2"));
    }
}
