package io.instancebus.accounts;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Named settings, taken one by one; {@link #end} reports the unknown ones. */
final class Section {
    private final String path;
    private final Node.Mapping mapping;
    private final TreeSet<String> known = new TreeSet<>();

    /** @param path the prefix of setting names in messages, with its dot */
    private Section(String path, Node.Mapping mapping) {
        this.path = path;
        this.mapping = mapping;
    }

    static Section of(String path, Node node, String what) {
        if (node instanceof Node.Mapping mapping) {
            return new Section(path, mapping);
        }
        throw new Misconfigured(node.line(), what + " must be settings, one a line, as \"name: value\"");
    }

    int line() {
        return mapping.line();
    }

    private Optional<Node> node(String name) {
        known.add(name);
        return Optional.ofNullable(mapping.entries().get(name)).filter(node -> !(node instanceof Node.Nothing));
    }

    Optional<Section> section(String name) {
        return node(name).map(node -> of(path + name + ".", node, path + name));
    }

    Optional<List<Node>> sequence(String name) {
        return node(name).map(node -> {
            if (node instanceof Node.Sequence sequence) {
                return sequence.items();
            }
            throw new Misconfigured(node.line(), path + name + " must be a list, each item after a \"- \"");
        });
    }

    Optional<String> text(String name) {
        return parsed(name, Function.identity());
    }

    String required(String name) {
        return text(name).filter(text -> !text.isBlank()).orElseThrow(() -> missing(name));
    }

    Misconfigured missing(String name) {
        return new Misconfigured(line(), path + name + " is missing");
    }

    Optional<Integer> whole(String name) {
        return parsed(name, text -> {
            if (!text.matches("-?[0-9]{1,9}")) {
                throw new IllegalArgumentException("\"" + text + "\" is no whole number");
            }
            return Integer.valueOf(text);
        });
    }

    Optional<Double> number(String name) {
        return parsed(name, text -> {
            if (!text.matches("-?[0-9]{1,9}(\\.[0-9]{1,9})?")) {
                throw new IllegalArgumentException("\"" + text + "\" is no number");
            }
            return Double.valueOf(text);
        });
    }

    Optional<Duration> duration(String name) {
        return parsed(name, Durations::parse);
    }

    <E extends Enum<E>> Optional<E> oneOf(String name, Class<E> type) {
        return parsed(
                name,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(each -> each.name().equals(text.toUpperCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is none of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(Enum::name)
                                        .collect(Collectors.joining(", ")))));
    }

    private <T> Optional<T> parsed(String name, Function<String, T> parse) {
        return node(name).map(node -> {
            try {
                return parse.apply(value(path + name, node, false));
            } catch (IllegalArgumentException e) {
                throw new Misconfigured(node.line(), path + name + ": " + e.getMessage());
            }
        });
    }

    /** All settings by name; a list becomes one text with a line for each element. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        mapping.entries().forEach((name, node) -> {
            if (!(node instanceof Node.Nothing)) {
                texts.put(name, value(path + name, node, true));
            }
        });
        return texts;
    }

    private static String value(String name, Node node, boolean list) {
        return switch (node) {
            case Node.Text text -> text.text();
            case Node.Sequence sequence
            when list ->
                sequence.items().stream().map(item -> value(name, item, false)).collect(Collectors.joining("\n"));
            case Node.Sequence sequence -> throw new Misconfigured(node.line(), name + " must be one value");
            case Node.Mapping mapping ->
                throw new Misconfigured(node.line(), name + " has settings below it, where a value belongs");
            case Node.Nothing nothing -> "";
        };
    }

    /** Call this after every known setting has been taken. */
    void end() {
        mapping.entries().forEach((name, node) -> {
            if (!known.contains(name)) {
                throw new Misconfigured(
                        node.line(), "there is no setting " + path + name + "; there are " + String.join(", ", known));
            }
        });
    }
}
