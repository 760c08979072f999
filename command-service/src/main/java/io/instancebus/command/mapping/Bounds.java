package io.instancebus.command.mapping;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Cuts text that comes from outside to a size that every output can hold. */
final class Bounds {
    private Bounds() {}

    /** At most this many characters, the last of them an ellipsis where something was cut. */
    static String cut(String text, int limit) {
        return text.length() <= limit ? text : whole(text, limit - 1) + "…";
    }

    static @Nullable String cutOrNull(@Nullable String text, int limit) {
        return text == null ? null : cut(text, limit);
    }

    /** At most this many bytes of UTF-8. */
    static String cutBytes(String text, int limit) {
        if (text.length() * 3L <= limit || text.getBytes(StandardCharsets.UTF_8).length <= limit) {
            return text;
        }
        int low = limit / 3;
        int high = Math.min(text.length(), limit);
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (whole(text, middle).getBytes(StandardCharsets.UTF_8).length <= limit) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return whole(text, low);
    }

    /** A prefix that does not end between the halves of a character. */
    private static String whole(String text, int length) {
        boolean split = length > 0 && length < text.length() && Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, split ? length - 1 : length);
    }
}
