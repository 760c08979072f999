package io.instancebus.gateway.http;

import io.instancebus.gateway.json.AccountJson;
import io.instancebus.gateway.json.HistoryJson;
import io.instancebus.gateway.json.InstanceJson;
import io.instancebus.gateway.json.Json;
import io.instancebus.view.CommandRow;
import io.instancebus.view.EventFilter;
import io.instancebus.view.EventRow;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.Page;
import io.javalin.http.Context;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Routes that read from the view. */
final class ReadRoutes {
    private final ViewReader view;
    private final InstanceStreams streams;

    ReadRoutes(ViewReader view, InstanceStreams streams) {
        this.view = view;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/instances", and(Query.PAGE, InstanceFilters.NAMES), this::instances),
                Route.get("/v1/instances/{id}", Set.of(), this::instance),
                Route.get("/v1/instances/{id}/events", Query.PAGE, this::eventsOfInstance),
                Route.get("/v1/events", and(Query.PAGE, Set.of("instanceId", "commandId", "actor")), this::events),
                Route.get("/v1/commands/{id}", Set.of("instanceId"), this::command),
                Route.get("/v1/accounts", Set.of(), this::accounts),
                Route.get("/v1/accounts/{name}", Set.of(), this::account),
                Route.get("/v1/sealing-keys", Set.of(), this::sealingKeys));
    }

    private void instances(Context ctx, Query query) {
        ctx.header("Vary", "Accept");
        InstanceFilter filter = InstanceFilters.of(query);
        if (Accept.lines(ctx.header("Accept"))) {
            streams.answer(ctx, filter, query.text("cursor"), query.limit(0));
        } else {
            answerPage(ctx, view.instances(filter, query.page()), InstanceJson::of);
        }
    }

    private void instance(Context ctx, Query query) {
        InstanceRow row = view.instance(ctx.pathParam("id"));
        if (row.staleSince() == null && row.incomplete() == null) {
            // A row that is stale or incomplete changes without a new version, so only other rows have a tag.
            String tag = "\"" + row.version() + "\"";
            ctx.header("ETag", tag);
            if (matches(ctx.header("If-None-Match"), tag)) {
                ctx.status(304);
                return;
            }
        }
        Responses.json(ctx, 200, InstanceJson.of(row));
    }

    private void eventsOfInstance(Context ctx, Query query) {
        String instanceId = ctx.pathParam("id");
        Page<EventRow> page = view.events(new EventFilter(instanceId, null, null), query.page());
        if (page.items().isEmpty() && !view.hasInstance(instanceId)) {
            throw Problem.of(ProblemType.INSTANCE_NOT_FOUND, "The view has no instance of this id.")
                    .thrown();
        }
        answerPage(ctx, page, HistoryJson::event);
    }

    private void events(Context ctx, Query query) {
        EventFilter filter = new EventFilter(query.text("instanceId"), query.text("commandId"), query.text("actor"));
        answerPage(ctx, view.events(filter, query.page()), HistoryJson::event);
    }

    private void command(Context ctx, Query query) {
        String instanceId = query.text("instanceId");
        List<CommandRow> rows = view.command(ctx.pathParam("id")).stream()
                .filter(row -> instanceId == null || instanceId.equals(row.instanceId()))
                .toList();
        if (rows.isEmpty()) {
            throw Problem.of(
                            ProblemType.COMMAND_NOT_FOUND,
                            "The view has no such command. One just published appears once it is decided.")
                    .thrown();
        }
        if (rows.size() > 1) {
            ArrayNode instances = Json.MAPPER.createArrayNode();
            rows.forEach(row -> instances.add(row.instanceId()));
            throw Problem.of(ProblemType.AMBIGUOUS_COMMAND, "Say which with ?instanceId=…")
                    .with("instanceIds", instances)
                    .thrown();
        }
        Responses.json(ctx, 200, HistoryJson.command(rows.getFirst()));
    }

    private void accounts(Context ctx, Query query) {
        answerPage(ctx, new Page<>(view.accounts(), null), AccountJson::account);
    }

    private void account(Context ctx, Query query) {
        String name = ctx.pathParam("name");
        ObjectNode json = view.accounts().stream()
                .filter(row -> row.account().equals(name))
                .findFirst()
                .map(AccountJson::account)
                .orElseThrow(() -> Problem.of(ProblemType.ACCOUNT_NOT_FOUND, "GET /v1/accounts says which there are.")
                        .thrown());
        Responses.json(ctx, 200, json);
    }

    private void sealingKeys(Context ctx, Query query) {
        var withKey = view.accounts().stream()
                .filter(row -> row.sealingKeyId() != null)
                .toList();
        answerPage(ctx, new Page<>(withKey, null), AccountJson::sealingKey);
    }

    private static <T> void answerPage(Context ctx, Page<T> page, Function<T, JsonNode> asJson) {
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        page.items().forEach(item -> items.add(asJson.apply(item)));
        json.put("next", page.next());
        Responses.json(ctx, 200, json);
    }

    private static boolean matches(@Nullable String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String candidate : ifNoneMatch.split(",")) {
            String bare = candidate.strip().replaceFirst("^W/", "");
            if (bare.equals(tag) || bare.equals("*")) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> and(Set<String> some, Set<String> more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(more);
        return all;
    }
}
