package io.instancebus.domain;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of text on the bus, the same for all that take, decide, store and show it. A length counts characters
 * (Unicode code points), as JSON Schema's maxLength does, unless it is said to be in bytes, which are those of UTF-8.
 *
 * <p>Whole text has no U+0000, which PostgreSQL cannot store and no command line can hold, and no half of a surrogate
 * pair, which UTF-8 cannot encode. A publisher's text that breaks a bound is refused. What a provider, a target or an
 * older version has said cannot be refused any more, so it is made to fit.
 */
public final class Text {
    /** Names, words and ids: the most characters. */
    public static final int WORD = 255;

    /** The value of a tag: the most characters. */
    static final int TAG = 256;

    /** A provider's id of an instance: the most characters. It is refused rather than cut, which would make it another. */
    public static final int NATIVE_ID = 1_024;

    /** Reasons and messages: the most characters. */
    public static final int SENTENCES = 4_096;

    /** What a publisher leaves in clear, a command line or user data: the most bytes. */
    public static final int CLEAR_BYTES = 16 * 1_024;

    /** The output of a run: the most bytes. */
    public static final int OUTPUT_BYTES = 64 * 1_024;

    private static final char REPLACEMENT = '\ufffd';

    private Text() {}

    /** The text with U+FFFD for what is not whole, cut to so many characters; the last is an ellipsis if it was cut. */
    public static String fit(String text, int characters) {
        String whole = whole(text);
        return isWithin(whole, characters) ? whole : cut(whole, characters - 1) + "…";
    }

    public static @Nullable String fitOrNull(@Nullable String text, int characters) {
        return text == null ? null : fit(text, characters);
    }

    /** The longest beginning that ends with a whole character and has at most so many bytes; U+0000 stays. */
    public static String fitBytes(String text, int bytes) {
        String encodable = replaced(text, true);
        int used = 0;
        for (int end = 0; end < encodable.length(); ) {
            int character = encodable.codePointAt(end);
            used += bytes(character);
            if (used > bytes) {
                return encodable.substring(0, end);
            }
            end += Character.charCount(character);
        }
        return encodable;
    }

    /** Text that an older version took, within the bounds of today. */
    public static String kept(String text) {
        return fitBytes(whole(text), CLEAR_BYTES);
    }

    /** The text with U+FFFD for each U+0000 and each half of a surrogate pair. */
    public static String whole(String text) {
        return replaced(text, false);
    }

    public static boolean isWhole(String text) {
        return firstBroken(text, false) < 0;
    }

    private static String replaced(String text, boolean nulAllowed) {
        if (firstBroken(text, nulAllowed) < 0) {
            return text;
        }
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            boolean broken = isSurrogate(character) || character == 0 && !nulAllowed;
            whole.appendCodePoint(broken ? REPLACEMENT : character);
        });
        return whole.toString();
    }

    private static int firstBroken(String text, boolean nulAllowed) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == 0 && !nulAllowed) {
                return i;
            }
            if (Character.isSurrogate(unit)) {
                if (isSurrogate(text.codePointAt(i))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /** Whether a code point is half of a pair: a whole pair is read as the one that it stands for. */
    private static boolean isSurrogate(int character) {
        return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    }

    private static int bytes(int character) {
        return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }

    /** The text's first characters, at most so many, and no half of one. */
    public static String cut(String text, int characters) {
        return isWithin(text, characters) ? text : text.substring(0, text.offsetByCodePoints(0, characters));
    }

    private static boolean isWithin(String text, int characters) {
        return text.length() <= characters || length(text) <= characters;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    static void atMost(String name, @Nullable String text, int limit) {
        if (text != null && !isWithin(text, limit)) {
            throw new InvalidCommand(name + " has " + length(text) + " characters; at most " + limit + " are allowed");
        }
        if (text != null) {
            requireWhole(name, text);
        }
    }

    static void atMostBytes(String name, String text, int limit) {
        requireWhole(name, text);
        int bytes = text.length() * 3 <= limit ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > limit) {
            throw new InvalidCommand(name + " has " + bytes + " bytes of UTF-8; at most " + limit + " are allowed");
        }
    }

    private static void requireWhole(String name, String text) {
        int broken = firstBroken(text, false);
        if (broken >= 0) {
            throw new InvalidCommand(
                    name + " has " + (text.charAt(broken) == 0 ? "the character U+0000" : "half of a surrogate pair")
                            + ", which no text on the bus may have; leave it out");
        }
    }

    static void required(String name, String text, int limit) {
        if (text.isBlank()) {
            throw new InvalidCommand(name + " is missing");
        }
        atMost(name, text, limit);
    }

    static void requireList(String name, List<String> texts, int count, int limit) {
        if (texts.size() > count) {
            throw new InvalidCommand(name + " has " + texts.size() + " entries; at most " + count + " are allowed");
        }
        texts.forEach(text -> required(name, text, limit));
    }

    static void requireMap(String name, Map<String, String> texts, int count, int keyLimit, int valueLimit) {
        if (texts.size() > count) {
            throw new InvalidCommand(name + " has " + texts.size() + " entries; at most " + count + " are allowed");
        }
        texts.forEach((key, value) -> {
            required("a name in " + name, key, keyLimit);
            atMost(name + "." + fit(key, 40), value, valueLimit);
        });
    }

    static List<String> fit(List<String> texts, int characters) {
        return texts.stream().map(text -> fit(text, characters)).toList();
    }

    static Map<String, String> fit(Map<String, String> texts, int characters) {
        Map<String, String> fitting = new LinkedHashMap<>();
        texts.forEach((name, value) -> fitting.put(fit(name, characters), fit(value, characters)));
        return Map.copyOf(fitting);
    }
}
