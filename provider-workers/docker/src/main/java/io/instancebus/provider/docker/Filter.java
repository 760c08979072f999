package io.instancebus.provider.docker;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A filter of the engine: JSON within a query. */
final class Filter {
    private static final JsonMapper JSON = new JsonMapper();

    private Filter() {}

    static String by(String name, Collection<String> values) {
        return JSON.writeValueAsString(Map.of(name, values));
    }

    static String encoded(String json) {
        return URLEncoder.encode(json, StandardCharsets.UTF_8);
    }
}
