package io.instancebus.gateway.http;

import io.instancebus.domain.Action;
import io.instancebus.domain.Command;
import io.instancebus.gateway.json.CommandReader;
import io.instancebus.gateway.json.FieldError;
import io.instancebus.gateway.json.HistoryJson;
import io.instancebus.gateway.json.Json;
import io.instancebus.gateway.json.RequestHeaders;
import io.instancebus.mapping.CommandMapping;
import io.instancebus.view.CommandRow;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Routes that publish commands and, if the request asks for it, wait for their answers. */
final class WriteRoutes {
    private static final Set<String> QUERY = Set.of("wait");
    private static final Pattern PREFER_WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?([0-9]{1,6})\"?");

    /** How long a caller waits. @param required whether it asks for that, and does not only prefer it */
    private record Wait(Duration longest, boolean required) {}

    private final RequestBodies bodies = new RequestBodies();
    private final CommandReader reader;
    private final Publishing publishing;
    private final Waits waits;

    WriteRoutes(CommandReader reader, Publishing publishing, Waits waits) {
        this.reader = reader;
        this.publishing = publishing;
        this.waits = waits;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/instances", QUERY, this::create),
                Route.post("/v1/instances/{id}/actions/{action}", QUERY, this::act),
                Route.post("/v1/instances/{id}/run", QUERY, this::run),
                Route.delete("/v1/instances/{id}", QUERY, this::destroy));
    }

    private void create(Context ctx, Query query) {
        Wait wait = wait(ctx, query);
        publish(ctx, bodies.read(ctx, body -> reader.create(JsonBody.required(body), headers(ctx))), wait);
    }

    private void act(Context ctx, Query query) {
        act(ctx, query, action(ctx.pathParam("action")));
    }

    private void destroy(Context ctx, Query query) {
        act(ctx, query, Action.DESTROY);
    }

    private void act(Context ctx, Query query, Action action) {
        Wait wait = wait(ctx, query);
        String id = ctx.pathParam("id");
        publish(ctx, bodies.read(ctx, body -> reader.action(id, action, JsonBody.optional(body), headers(ctx))), wait);
    }

    private void run(Context ctx, Query query) {
        Wait wait = wait(ctx, query);
        String id = ctx.pathParam("id");
        publish(ctx, bodies.read(ctx, body -> reader.run(id, JsonBody.required(body), headers(ctx))), wait);
    }

    private void publish(Context ctx, Command command, Wait wait) {
        try (Waits.Place place = place(ctx, wait)) {
            publishing.publish(CommandMapping.toAvro(command));
            answer(
                    ctx,
                    command,
                    place != null,
                    place == null ? Optional.empty() : place.await(command, wait.longest()));
        }
    }

    /** A place to wait; null if the caller does not wait, or would only like to and there is none. */
    private Waits.@Nullable Place place(Context ctx, Wait wait) {
        if (wait.longest().isZero()) {
            return null;
        }
        Optional<Waits.Place> place = waits.place();
        if (place.isEmpty() && wait.required()) {
            throw Problem.of(
                            ProblemType.OVERLOADED,
                            Waits.MOST + " requests wait, as many as may. Nothing was published; send it again without"
                                    + " wait, or later.")
                    .withHeader("Retry-After", "2")
                    .thrown();
        }
        if (place.isPresent() && !wait.required()) {
            ctx.header("Preference-Applied", "wait=" + wait.longest().toSeconds());
        }
        return place.orElse(null);
    }

    private static void answer(Context ctx, Command command, boolean waited, Optional<CommandRow> fate) {
        boolean rejected = fate.filter(row -> row.status().equals("REJECTED")).isPresent();
        ctx.header("Location", "/v1/commands/" + encode(command.commandId().value()));
        if (rejected) {
            Responses.problem(ctx, Rejections.problem(fate.orElseThrow(), ctx.header("If-Match") != null));
            return;
        }
        ObjectNode json = Json.object();
        json.put("commandId", command.commandId().value());
        json.put("instanceId", command.instanceId().value());
        fate.ifPresent(row -> json.set("command", HistoryJson.command(row)));
        if (fate.isEmpty() && waited) {
            json.put("noAnswer", noAnswer(command));
        }
        Responses.json(ctx, 202, json);
    }

    private static String noAnswer(Command command) {
        return "The view showed no answer before the wait ended. The command is on the bus: GET /v1/commands/"
                + encode(command.commandId().value())
                + " shows its answer once there is one, and GET /health/ready which part does not work, if one does not.";
    }

    private static Action action(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "START" -> Action.START;
            case "STOP" -> Action.STOP;
            case "REBOOT" -> Action.REBOOT;
            case "DESTROY" -> Action.DESTROY;
            default ->
                throw Problem.of(
                                ProblemType.INVALID_BODY,
                                "The action must be start, stop, reboot or destroy.",
                                List.of(new FieldError("action", "must be start, stop, reboot or destroy")))
                        .thrown();
        };
    }

    /** The time of ?wait=, else that of Prefer: wait=, which is only a preference, so an invalid one is ignored. */
    private static Wait wait(Context ctx, Query query) {
        int fromQuery = query.number("wait", 0, Waits.LONGEST_SECONDS, -1);
        if (fromQuery >= 0) {
            return new Wait(Duration.ofSeconds(fromQuery), true);
        }
        String prefer = ctx.header("Prefer");
        Matcher wish = PREFER_WAIT.matcher(prefer == null ? "" : prefer);
        if (!wish.find()) {
            return new Wait(Duration.ZERO, false);
        }
        int seconds = Math.min(Integer.parseInt(wish.group(1)), Waits.LONGEST_SECONDS);
        return new Wait(Duration.ofSeconds(seconds), false);
    }

    private static RequestHeaders headers(Context ctx) {
        return new RequestHeaders(ctx.header("X-Actor"), ctx.header("Idempotency-Key"), ctx.header("If-Match"));
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8);
    }
}
