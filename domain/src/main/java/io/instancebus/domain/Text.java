package io.instancebus.domain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bounds on text that comes from outside. */
final class Text {
    private Text() {}

    static String cut(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit - 1) + "…";
    }

    static @Nullable String atMost(String name, @Nullable String text, int limit) {
        if (text != null && text.length() > limit) {
            throw new InvalidCommand(name + " has " + text.length() + " characters; at most " + limit + " are allowed");
        }
        return text;
    }

    static String required(String name, String text, int limit) {
        if (text.isBlank()) {
            throw new InvalidCommand(name + " is missing");
        }
        atMost(name, text, limit);
        return text;
    }

    static List<String> list(String name, List<String> texts, int count, int limit) {
        if (texts.size() > count) {
            throw new InvalidCommand(name + " has " + texts.size() + " entries; at most " + count + " are allowed");
        }
        texts.forEach(text -> required(name, text, limit));
        return List.copyOf(texts);
    }

    static Map<String, String> map(String name, Map<String, String> texts, int count, int keyLimit, int valueLimit) {
        if (texts.size() > count) {
            throw new InvalidCommand(name + " has " + texts.size() + " entries; at most " + count + " are allowed");
        }
        texts.forEach((key, value) -> {
            required("a name in " + name, key, keyLimit);
            atMost(name + "." + Text.cut(key, 40), value, valueLimit);
        });
        return Map.copyOf(texts);
    }
}
