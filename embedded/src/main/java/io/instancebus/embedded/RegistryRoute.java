package io.instancebus.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is answered where.
 *
 * @param path the segments of the path; one in braces stands for any text
 * @param answer gives a value that is written as JSON
 */
record RegistryRoute(String method, List<String> path, Function<RegistryRequest, Object> answer) {

    static RegistryRoute of(String method, String path, Function<RegistryRequest, Object> answer) {
        return new RegistryRoute(method, segments(path), answer);
    }

    /** The segments of a path, without the empty ones before the first and after the last slash. */
    static List<String> segments(String path) {
        var trimmed = path.replaceAll("^/|/$", "");
        return trimmed.isEmpty() ? List.of() : List.of(trimmed.split("/", -1));
    }

    /** What the named places stand for in this path, if the path is of this route. */
    Optional<Map<String, String>> match(List<String> segments) {
        if (segments.size() != path.size()) {
            return Optional.empty();
        }
        var places = new HashMap<String, String>();
        for (int i = 0; i < segments.size(); i++) {
            var expected = path.get(i);
            if (expected.startsWith("{")) {
                places.put(expected.substring(1, expected.length() - 1), segments.get(i));
            } else if (!expected.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(places);
    }
}
