package io.instancebus.projector.fold;

import io.instancebus.domain.Text;
import io.instancebus.domain.Times;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Text and times as every column of the view can hold them. Events of today are so already; those in an old log may
 * not be. Bodies stand in the view as JSON, which can hold more.
 */
final class StoredText {
    private StoredText() {}

    /** As an index can hold it too. */
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
