package io.instancebus.gateway.http;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** All routes, and the problem of a request that matches none. */
final class RouteTable {
    private record Known(Pattern path, String method) {}

    private final List<Known> known;

    RouteTable(List<Route> routes) {
        known = routes.stream()
                .map(route -> new Known(route.pattern(), route.method().name()))
                .toList();
    }

    /** Why no route handles a request to this path. */
    Problem problemAt(String path) {
        TreeSet<String> allowed = new TreeSet<>();
        for (Known route : known) {
            if (route.path().matcher(path).matches()) {
                allowed.add(route.method());
            }
        }
        if (allowed.isEmpty()) {
            return Problem.of(ProblemType.UNKNOWN_PATH, "There is nothing here; GET / says what there is.");
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        String allow = String.join(", ", allowed);
        return Problem.of(ProblemType.METHOD_NOT_ALLOWED, "Here there are " + allow + ".")
                .withHeader("Allow", allow);
    }
}
