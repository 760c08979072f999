package io.instancebus.gateway.http;

import io.instancebus.domain.Text;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A route of the HTTP API.
 *
 * @param path as Javalin and OpenAPI write it, with {name} for a path parameter
 * @param query the names of its query parameters; a name that ends with a dot stands for all names with that prefix
 */
public record Route(HandlerType method, String path, Set<String> query, Handler handler) {

    /** Handles a request whose query was read. */
    public interface Handler {
        void handle(Context ctx, Query query);
    }

    static Route get(String path, Set<String> query, Handler handler) {
        return new Route(HandlerType.GET, path, query, handler);
    }

    static Route post(String path, Set<String> query, Handler handler) {
        return new Route(HandlerType.POST, path, query, handler);
    }

    static Route delete(String path, Set<String> query, Handler handler) {
        return new Route(HandlerType.DELETE, path, query, handler);
    }

    void serve(Context ctx) {
        if (!ctx.pathParamMap().values().stream().allMatch(Text::isWhole)) {
            throw Problem.of(ProblemType.BAD_REQUEST, "The path has U+0000, which no id has.")
                    .thrown();
        }
        handler.handle(ctx, Query.of(ctx, query));
    }

    Pattern pattern() {
        return Pattern.compile(path.replaceAll("\\{[A-Za-z]+}", "[^/]+").replace(".", "\\."));
    }
}
