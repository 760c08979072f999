package io.instancebus.projector.fold;

import io.instancebus.domain.Text;
import io.instancebus.domain.Times;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Text and times in a form that every column of the view can store. Today's events are in this form; those in an old
 * log may not be. Bodies are stored as JSON, which has no such limits.
 */
final class StoredText {
    private StoredText() {}

    /** Text that an index can store too. */
    static String word(String text) {
        return Text.fit(text, Text.WORD);
    }

    static @Nullable String wordOrNull(@Nullable String text) {
        return text == null ? null : word(text);
    }

    static String of(String text) {
        return Text.whole(text);
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

    static @Nullable Instant ofNullable(@Nullable Instant time) {
        return time == null ? null : Times.fit(time);
    }
}
