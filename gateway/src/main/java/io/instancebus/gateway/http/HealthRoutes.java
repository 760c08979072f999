package io.instancebus.gateway.http;

import io.instancebus.gateway.json.FieldError;
import io.instancebus.gateway.json.Json;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
        return told(HealthCheck::trouble);
    }

    private List<FieldError> told(Function<HealthCheck, Supplier<Optional<String>>> question) {
        List<FieldError> told = new ArrayList<>();
        for (HealthCheck check : checks) {
            words(check, question.apply(check)).ifPresent(words -> told.add(new FieldError(check.name(), words)));
        }
        return told;
    }

    private static Optional<String> words(HealthCheck check, Supplier<Optional<String>> answer) {
        try {
            return answer.get();
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
            ObjectNode ready = Json.object().put("status", "READY");
            List<FieldError> warnings = told(HealthCheck::warning);
            if (!warnings.isEmpty()) {
                ArrayNode list = ready.putArray("warnings");
                warnings.forEach(
                        warning -> list.addObject().put("part", warning.field()).put("message", warning.message()));
            }
            Answers.json(ctx, 200, ready);
            return;
        }
        FieldError first = troubles.getFirst();
        Answers.problem(
                ctx,
                Problem.of(ProblemType.NOT_READY, first.field() + ": " + first.message(), troubles)
                        .withHeader("Retry-After", "2"));
    }
}
