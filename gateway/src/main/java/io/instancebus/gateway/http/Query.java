package io.instancebus.gateway.http;

import io.instancebus.domain.Text;
import io.instancebus.gateway.json.FieldError;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The parameters of a query. An unknown parameter is an error that names it. */
final class Query {
    static final Set<String> PAGE = Set.of("limit", "cursor");
    private static final int DEFAULT_LIMIT = 50;

    private final Map<String, List<String>> parameters;

    private Query(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /**
     * @param known the names of the route's parameters; a name that ends with a dot stands for all names with that
     *     prefix
     */
    static Query of(Context ctx, Set<String> known) {
        Map<String, List<String>> parameters;
        try {
            String raw = ctx.queryString();
            var unused = raw == null ? "" : URLDecoder.decode(raw, StandardCharsets.UTF_8);
            parameters = ctx.queryParamMap();
        } catch (IllegalArgumentException undecodable) {
            throw refuse("", "The query is not percent-encoded text.");
        }
        parameters.forEach(Query::requireWhole);
        for (String name : parameters.keySet()) {
            if (!known.contains(name) && known.stream().noneMatch(k -> k.endsWith(".") && name.startsWith(k))) {
                throw refuse(
                        name,
                        known.isEmpty()
                                ? "is unknown; there are no parameters"
                                : "is unknown; there are " + String.join(", ", new TreeSet<>(known)));
            }
        }
        return new Query(parameters);
    }

    private static void requireWhole(String name, List<String> values) {
        if (!Text.isWhole(name) || !values.stream().allMatch(Text::isWhole)) {
            throw refuse(name, "has U+0000, which no text on the bus has");
        }
    }

    Map<String, List<String>> all() {
        return parameters;
    }

    @Nullable
    String text(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw refuse(name, "is given more than once");
        }
        if (values.getFirst().isEmpty()) {
            throw refuse(name, "is empty");
        }
        return values.getFirst();
    }

    int number(String name, int low, int high, int otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= low && number <= high) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw refuse(name, "must be a whole number from " + low + " to " + high);
        }
        throw refuse(name, "must be " + low + " to " + high);
    }

    PageRequest page() {
        return new PageRequest(text("cursor"), limit(DEFAULT_LIMIT));
    }

    /** The maximum number of rows. */
    int limit(int otherwise) {
        return number("limit", 1, View.LARGEST_PAGE, otherwise);
    }

    static ProblemException refuse(String name, String message) {
        String shown = Text.fit(name, 64);
        return Problem.of(
                        ProblemType.INVALID_QUERY,
                        shown.isEmpty() ? message : shown + " " + message,
                        List.of(new FieldError(shown, message)))
                .thrown();
    }
}
