package io.instancebus.command.state;

import io.instancebus.domain.Bytes;
import io.instancebus.domain.ProviderType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A record as lines that a person can read and that hold all of it. What is null, false or empty is left out, so that a
 * component that a later release adds does not change what is written of older state.
 */
final class Readable {
    private static final int LONGEST = 100;

    private final StringBuilder lines = new StringBuilder();

    private Readable() {}

    static String of(Record value) {
        Readable readable = new Readable();
        readable.add("", value.getClass().getSimpleName(), value);
        return readable.lines.toString();
    }

    private void add(String indent, String name, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Boolean no when !no -> {}
            // As in the texts that were recorded when a type was the symbol of an enum.
            case ProviderType type ->
                lines.append(indent)
                        .append(name)
                        .append(": ")
                        .append(type.label().toUpperCase(Locale.ROOT))
                        .append('\n');
            case Record inner -> {
                String type = inner.getClass().getSimpleName();
                lines.append(indent)
                        .append(name)
                        .append(name.equals(type) ? "" : ": " + type)
                        .append('\n');
                components(inner).forEach((component, each) -> add(indent + "  ", component, each));
            }
            case List<?> items -> {
                for (int i = 0; i < items.size(); i++) {
                    add(indent, name + "[" + i + "]", items.get(i));
                }
            }
            case Map<?, ?> entries ->
                new TreeMap<>(entries).forEach((key, each) -> add(indent, name + "[" + quoted(key) + "]", each));
            default ->
                lines.append(indent)
                        .append(name)
                        .append(": ")
                        .append(scalar(value))
                        .append('\n');
        }
    }

    private static String scalar(Object value) {
        return switch (value) {
            case Bytes bytes -> bytes.size() + " bytes, " + digest(bytes.toArray());
            case CharSequence text -> quoted(text);
            default -> value.toString();
        };
    }

    private static String quoted(Object value) {
        String text = value.toString();
        if (text.length() > LONGEST) {
            return text.length() + " characters, " + digest(text.getBytes(StandardCharsets.UTF_8));
        }
        return "\"" + text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"") + "\"";
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "SHA-256 " + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The forms that a record and all in it take: of each component, which record or symbol stands there, or whether
     * anything does.
     */
    static Set<String> forms(Record value) {
        Set<String> forms = new TreeSet<>();
        addForms(forms, value.getClass().getSimpleName(), value);
        return forms;
    }

    private static void addForms(Set<String> forms, String place, @Nullable Object value) {
        switch (value) {
            case null -> forms.add(place + " null");
            case Boolean flag -> forms.add(place + " " + flag);
            case Enum<?> symbol -> forms.add(place + " " + symbol.name());
            case Record inner -> {
                String type = inner.getClass().getSimpleName();
                forms.add(place + " " + type);
                components(inner).forEach((component, each) -> addForms(forms, type + "." + component, each));
            }
            case List<?> items -> {
                forms.add(place + (items.isEmpty() ? " empty" : " filled"));
                items.forEach(item -> addForms(forms, place + "[]", item));
            }
            default -> forms.add(place + " there");
        }
    }

    private static Map<String, @Nullable Object> components(Record value) {
        Map<String, @Nullable Object> components = new LinkedHashMap<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                components.put(component.getName(), accessor.invoke(value));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return components;
    }
}
