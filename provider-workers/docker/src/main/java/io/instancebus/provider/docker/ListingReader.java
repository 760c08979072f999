package io.instancebus.provider.docker;

import io.instancebus.provider.Machines;
import io.instancebus.provider.Unreadable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the engine's listings, each element separately. */
final class ListingReader {
    private static final JsonMapper JSON = new JsonMapper();

    private ListingReader() {}

    /** @throws Unreadable if the answer is not a list */
    static Machines<JsonNode, Listed> containers(String answer) {
        return Machines.read("the Docker engine", elements(answer), ListingReader::id, ListingReader::container);
    }

    /** @throws Unreadable if the answer is not a list */
    static List<JsonNode> elements(String answer) {
        JsonNode root = JSON.readTree(answer);
        if (!root.isArray()) {
            throw new Unreadable("it is not a list");
        }
        return root.valueStream().toList();
    }

    static @Nullable String id(JsonNode element) {
        return optional(element, "Id");
    }

    private static Listed container(JsonNode element) {
        return new Listed(
                text(element, "Id"),
                optional(element, "Image"),
                optional(element, "ImageID"),
                labels(element),
                element.path("Created").isIntegralNumber()
                                && element.path("Created").canConvertToLong()
                        ? element.path("Created").asLong()
                        : null,
                text(element, "State"),
                optional(element, "Status"),
                ports(element.path("Ports")),
                networks(element.path("NetworkSettings")));
    }

    /** Whether an unreadable container may have a label. */
    static boolean mayHave(JsonNode element, String label, String value) {
        JsonNode labels = element.path("Labels");
        return !labels.isObject() || labels.path(label).asString("").equals(value);
    }

    private static Map<String, String> labels(JsonNode element) {
        JsonNode labels = element.path("Labels");
        if (!labels.isObject() && !absent(labels)) {
            throw new Unreadable("its labels are not an object");
        }
        Map<String, String> texts = new HashMap<>();
        labels.properties().forEach(label -> texts.put(label.getKey(), text(labels, label.getKey())));
        return texts;
    }

    private static @Nullable List<Listed.Port> ports(JsonNode ports) {
        if (absent(ports)) {
            return null;
        }
        List<Listed.Port> read = new ArrayList<>();
        ports.forEach(port -> read.add(new Listed.Port(
                optional(port, "IP"),
                number(port.path("PrivatePort")),
                number(port.path("PublicPort")),
                port.path("Type").asString(""))));
        return read;
    }

    private static Listed.@Nullable Networks networks(JsonNode settings) {
        if (absent(settings)) {
            return null;
        }
        Map<String, Listed.Network> byName = new HashMap<>();
        settings.path("Networks")
                .properties()
                .forEach(network ->
                        byName.put(network.getKey(), new Listed.Network(optional(network.getValue(), "IPAddress"))));
        return new Listed.Networks(byName);
    }

    static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static int number(JsonNode node) {
        return node.isInt() ? node.asInt() : 0;
    }

    private static @Nullable String optional(JsonNode element, String name) {
        JsonNode value = element.path(name);
        return value.isString() && !value.asString().isEmpty() ? value.asString() : null;
    }

    private static String text(JsonNode element, String name) {
        JsonNode value = element.path(name);
        if (!value.isString()) {
            throw new Unreadable("its " + name + " is not a text");
        }
        return value.asString();
    }
}
