package io.instancebus.schemas.registry;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Reads single settings from a Kafka client's configuration, whose values are texts or objects. */
public record Settings(Map<String, ?> values) {
    /** The setting as text; empty if it is missing or blank. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(Settings::plain).filter(text -> !text.isBlank());
    }

    public String text(String name, String fallback) {
        return text(name).orElse(fallback);
    }

    public boolean flag(String name, boolean fallback) {
        return text(name).map(text -> parseFlag(name, text)).orElse(fallback);
    }

    /** A whole number from 0 to {@code max}. */
    public int number(String name, int fallback, int max) {
        return text(name).map(text -> parseNumber(name, text, max)).orElse(fallback);
    }

    private static boolean parseFlag(String name, String text) {
        return switch (text.trim().toLowerCase(java.util.Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ConfigException(name, text, "must be true or false");
        };
    }

    private static int parseNumber(String name, String text, int max) {
        int number;
        try {
            number = Integer.parseInt(text.trim());
        } catch (NumberFormatException e) {
            throw new ConfigException(name, text, "must be a whole number");
        }
        if (number < 0 || number > max) {
            throw new ConfigException(name, text, "must be from 0 to " + max);
        }
        return number;
    }

    private static String plain(Object value) {
        return switch (value) {
            case Password password -> password.value();
            case Class<?> type -> type.getName();
            case java.util.Collection<?> many ->
                String.join(",", many.stream().map(String::valueOf).toList());
            default -> value.toString();
        };
    }

    /** The names only: values may be secret. */
    @Override
    public String toString() {
        return "Settings" + values.keySet();
    }
}
