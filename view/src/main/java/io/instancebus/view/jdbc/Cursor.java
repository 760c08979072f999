package io.instancebus.view.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The place at which a page begins, as opaque text: the version of the format, the kind of the rows, the last row's
 * key, and a checksum.
 */
record Cursor(Kind kind, List<String> key) {
    private static final String VERSION = "1";
    private static final String SEPARATOR = "\n";

    /** The kinds of rows that are paged, with the number of parts of their keys. */
    enum Kind {
        INSTANCES(1),
        HISTORY_OF_INSTANCE(3),
        HISTORY(1);

        private final int parts;

        Kind(int parts) {
            this.parts = parts;
        }
    }

    Cursor {
        key = List.copyOf(key);
    }

    static Cursor of(Kind kind, Object... key) {
        return new Cursor(kind, Arrays.stream(key).map(Object::toString).toList());
    }

    String text() {
        String content = VERSION + SEPARATOR + kind + SEPARATOR + String.join(SEPARATOR, key);
        return encode(content + SEPARATOR + checkSum(content));
    }

    /** @throws IllegalArgumentException if this view did not produce the text for this kind */
    static Cursor parse(Kind kind, String text) {
        List<String> parts = parts(text);
        int last = parts.size() - 1;
        boolean whole = last == 2 + kind.parts
                && parts.get(0).equals(VERSION)
                && parts.get(last).equals(checkSum(String.join(SEPARATOR, parts.subList(0, last))));
        if (!whole) {
            throw invalid(null);
        }
        if (!parts.get(1).equals(kind.name())) {
            throw new IllegalArgumentException("the cursor belongs to another query");
        }
        return new Cursor(kind, parts.subList(2, last));
    }

    long number(int part) {
        return Long.parseLong(key.get(part));
    }

    private static List<String> parts(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return List.of(new String(bytes, StandardCharsets.UTF_8).split(SEPARATOR, -1));
        } catch (IllegalArgumentException e) {
            throw invalid(e);
        }
    }

    private static IllegalArgumentException invalid(@Nullable Exception cause) {
        return new IllegalArgumentException("the cursor is not one that this view gave out", cause);
    }

    private static String checkSum(String content) {
        CRC32 sum = new CRC32();
        sum.update(content.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
