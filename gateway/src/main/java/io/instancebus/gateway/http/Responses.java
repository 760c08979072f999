package io.instancebus.gateway.http;

import io.instancebus.gateway.json.FieldError;
import io.instancebus.gateway.json.InvalidBody;
import io.instancebus.gateway.json.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Writes responses, and turns every failure into a problem document. */
final class Responses {
    private static final Logger log = LoggerFactory.getLogger(Responses.class);

    private Responses() {}

    static void json(Context ctx, int status, JsonNode document) {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(document);
        LargeAnswers.hold(ctx, bytes.length);
        ctx.status(status).contentType("application/json").result(bytes);
    }

    static void problem(Context ctx, Problem problem) {
        problem.headers().forEach(ctx::header);
        ctx.status(problem.status())
                .contentType(Problem.MEDIA_TYPE)
                .result(problem.document(ctx.req().getRequestURI()));
    }

    static void handleFailures(RoutesConfig routes, RouteTable table) {
        routes.exception(ProblemException.class, (e, ctx) -> problem(ctx, e.problem()));
        routes.exception(InvalidBody.class, (e, ctx) -> problem(ctx, invalid(e)));
        routes.exception(HttpResponseException.class, (e, ctx) -> problem(ctx, ofServer(e.getStatus(), ctx, table)));
        routes.exception(Exception.class, (e, ctx) -> {
            // Logs only the exception's class and place, because its message may repeat the caller's input.
            log.atError()
                    .addKeyValue("method", ctx.method().name())
                    .addKeyValue("exception", e.getClass().getName())
                    .addKeyValue("at", place(e))
                    .log("A request failed inside");
            problem(ctx, Problem.of(ProblemType.INTERNAL, "The request failed inside; the log says where."));
        });
    }

    private static Problem invalid(InvalidBody invalid) {
        List<FieldError> errors = invalid.errors();
        FieldError first = errors.getFirst();
        String detail = (first.field().isEmpty() ? "" : first.field() + ": ") + first.message();
        return Problem.of(
                invalid.secretInClear() ? ProblemType.SECRET_IN_CLEAR : ProblemType.INVALID_BODY, detail, errors);
    }

    private static Problem ofServer(int status, Context ctx, RouteTable table) {
        return switch (status) {
            case 404, 405 -> table.problemAt(ctx.path());
            case 413 -> RequestBodies.tooLarge();
            default ->
                status < 500
                        ? Problem.of(ProblemType.BAD_REQUEST, "The request cannot be read.")
                        : Problem.of(ProblemType.INTERNAL, "The request failed inside.");
        };
    }

    private static String place(Exception e) {
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length == 0 ? "unknown" : trace[0].toString();
    }
}
