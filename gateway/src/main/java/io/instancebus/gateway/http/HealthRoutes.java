package io.instancebus.gateway.http;

import io.instancebus.gateway.HealthCheck;
import io.instancebus.gateway.json.FieldError;
import io.instancebus.gateway.json.Json;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says whether the gateway lives and whether it is ready. */
public final class HealthRoutes {
    private static final Logger log = LoggerFactory.getLogger(HealthRoutes.class);

    private final List<HealthCheck> checks;

    HealthRoutes(List<HealthCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/health/live", Set.of(), HealthRoutes::live),
                Route.get("/health/ready", Set.of(), this::ready));
    }

    /** What is wrong with which part; empty when all is well. */
    List<FieldError> troubles() {
        List<FieldError> troubles = new ArrayList<>();
        for (HealthCheck check : checks) {
            trouble(check).ifPresent(words -> troubles.add(new FieldError(check.name(), words)));
        }
        return troubles;
    }

    private static Optional<String> trouble(HealthCheck check) {
        try {
            return check.trouble().get();
        } catch (RuntimeException broken) {
            log.atWarn().addKeyValue("check", check.name()).setCause(broken).log("A health check failed");
            return Optional.of("its health cannot be told");
        }
    }

    private static void live(Context ctx, Query query) {
        Answers.json(ctx, 200, Json.object().put("status", "LIVE"));
    }

    private void ready(Context ctx, Query query) {
        List<FieldError> troubles = troubles();
        if (troubles.isEmpty()) {
            Answers.json(ctx, 200, Json.object().put("status", "READY"));
            return;
        }
        FieldError first = troubles.getFirst();
        Answers.problem(
                ctx,
                Problem.of(ProblemType.NOT_READY, first.field() + ": " + first.message(), troubles)
                        .withHeader("Retry-After", "2"));
    }
}
