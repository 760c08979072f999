package io.instancebus.gateway.json;

import io.instancebus.domain.Bytes;
import io.instancebus.domain.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the fields of a JSON object by name. A value of another type is an error that says what is expected. A null
 * field counts as absent.
 */
final class Fields {
    private static final int SHOWN_NAME = 64;

    private final ObjectNode object;
    private final String path;
    private final FieldErrors errors;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(ObjectNode object, String path, FieldErrors errors) {
        this.object = object;
        this.path = path;
        this.errors = errors;
    }

    /** The path of the field with this name. */
    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    @Nullable
    JsonNode value(String name) {
        known.add(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable
    String text(String name) {
        JsonNode value = value(name);
        return value == null ? null : asText(value, at(name));
    }

    /** The text; null, with an error, if it is absent. */
    @Nullable
    String requiredText(String name) {
        String text = text(name);
        if (text == null && value(name) == null) {
            errors.add(at(name), "is missing; text is expected");
        }
        return text;
    }

    @Nullable
    Bytes base64(String name) {
        return decoded(name, text(name));
    }

    /** The bytes; null, with an error, if they are absent. */
    @Nullable
    Bytes requiredBase64(String name) {
        return decoded(name, requiredText(name));
    }

    private @Nullable Bytes decoded(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return new Bytes(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            errors.add(at(name), "must be base64");
            return null;
        }
    }

    @Nullable
    Long number(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        errors.add(at(name), "must be a whole number, and is " + kind(value));
        return null;
    }

    @Nullable
    Integer integer(String name) {
        Long number = number(name);
        if (number == null) {
            return null;
        }
        if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
            errors.add(at(name), "is out of bounds");
            return null;
        }
        return number.intValue();
    }

    boolean flag(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isBoolean()) {
            errors.add(at(name), "must be true or false, and is " + kind(value));
        }
        return value != null && value.isBoolean() && value.booleanValue();
    }

    @Nullable
    Instant instant(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException notATime) {
            errors.add(at(name), "must be a time in ISO-8601, as 2026-01-31T12:00:00Z");
            return null;
        }
    }

    List<String> texts(String name) {
        JsonNode value = value(name);
        List<String> texts = new ArrayList<>();
        if (value == null) {
            return texts;
        }
        if (!value.isArray()) {
            errors.add(at(name), "must be an array of text, and is " + kind(value));
            return texts;
        }
        for (int i = 0; i < value.size(); i++) {
            String text = asText(value.get(i), at(name) + "[" + i + "]");
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    Map<String, String> textMap(String name) {
        JsonNode value = value(name);
        Map<String, String> texts = new LinkedHashMap<>();
        if (value == null) {
            return texts;
        }
        if (!value.isObject()) {
            errors.add(at(name), "must be an object of texts by name, and is " + kind(value));
            return texts;
        }
        value.properties().forEach(entry -> {
            String text = asText(entry.getValue(), at(name) + "." + cut(entry.getKey()));
            if (text != null) {
                texts.put(entry.getKey(), text);
            }
        });
        return texts;
    }

    @Nullable
    Fields object(String name) {
        JsonNode value = value(name);
        if (value instanceof ObjectNode inner) {
            return new Fields(inner, at(name), errors);
        }
        if (value != null) {
            errors.add(at(name), "must be an object, and is " + kind(value));
        }
        return null;
    }

    /** Adds an error for each field that was not read. */
    void noOthers() {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                errors.add(at(cut(name)), "is unknown; there are " + String.join(", ", known));
            }
        }
    }

    /**
     * As {@link #noOthers()}, but does not show the names: in an object that holds a secret, even a name may be one.
     */
    void noOthersUnnamed() {
        if (!known.containsAll(object.propertyNames())) {
            errors.add(path, "has an unknown field; there are " + String.join(", ", known));
        }
    }

    private @Nullable String asText(JsonNode value, String at) {
        if (!value.isString()) {
            errors.add(at, "must be text, and is " + kind(value));
            return null;
        }
        String text = value.stringValue();
        if (!Text.isWhole(text)) {
            errors.add(at, "has U+0000 or half of a surrogate pair, which no text on the bus may have; leave it out");
            return null;
        }
        return text;
    }

    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case BOOLEAN -> "true or false";
            case NUMBER -> "a number";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "text";
            case NULL, MISSING -> "nothing";
        };
    }

    private static String cut(String name) {
        return Text.fit(name, SHOWN_NAME);
    }
}
