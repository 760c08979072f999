package io.instancebus.accounts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Reads YAML without interpreting scalars: every value is text. */
final class YamlReader {
    private static final int DEEPEST = 10;
    private static final Pattern PLACE = Pattern.compile(" line (\\d{1,9}), column");

    private final JsonParser parser;

    private YamlReader(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws Misconfigured if it is not YAML, or longer or deeper than allowed */
    static Node read(String yaml) {
        try (JsonParser parser = new YAMLMapper().createParser(yaml)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return new Node.Nothing(1);
            }
            Node node = new YamlReader(parser).node(0);
            if (parser.nextToken() != null) {
                throw new Misconfigured(line(parser), "there is a second document; one is enough");
            }
            return node;
        } catch (JacksonException e) {
            throw noYaml(e);
        }
    }

    private Node node(int depth) {
        int line = line(parser);
        if (depth > DEEPEST) {
            throw new Misconfigured(line, "this is nested too deeply");
        }
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new Misconfigured(line, "aliases (*name) are not understood here; write it out");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(line, depth);
            case START_ARRAY -> sequence(line, depth);
            case VALUE_NULL -> new Node.Nothing(line);
            default -> new Node.Text(parser.getString(), line);
        };
    }

    private Node sequence(int line, int depth) {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(depth + 1));
        }
        return new Node.Sequence(items, line);
    }

    private Node mapping(int line, int depth) {
        Map<String, Node> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int at = line(parser);
            parser.nextToken();
            if (entries.put(name, node(depth + 1)) != null) {
                throw new Misconfigured(at, "\"" + name + "\" is there twice");
            }
        }
        return new Node.Mapping(entries, line);
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    /** The parser's message has two lines of text, each followed by a piece of the file, which may hold a secret. */
    private static Misconfigured noYaml(JacksonException e) {
        String message = e.getOriginalMessage();
        int line = 1;
        for (Matcher place = PLACE.matcher(message); place.find(); ) {
            line = Integer.parseInt(place.group(1));
        }
        String said = message.lines()
                .filter(each -> !each.isBlank() && !Character.isWhitespace(each.charAt(0)))
                .collect(Collectors.joining(", "));
        return new Misconfigured(line, "this is no YAML: " + said);
    }
}
