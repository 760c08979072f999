package io.instancebus.projector.fold;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Text as a database can hold it. PostgreSQL has no NUL in a text, so it becomes the replacement character. */
final class StoredText {
    private StoredText() {}

    static String of(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd');
    }

    static @Nullable String ofNullable(@Nullable String text) {
        return text == null ? null : of(text);
    }

    static List<String> of(List<String> texts) {
        return texts.stream().map(StoredText::of).toList();
    }

    static Map<String, String> of(Map<String, String> texts) {
        Map<String, String> stored = new LinkedHashMap<>();
        texts.forEach((name, value) -> stored.put(of(name), of(value)));
        return stored;
    }
}
