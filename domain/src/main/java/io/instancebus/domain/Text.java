package io.instancebus.domain;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of text on the bus, the same for all code that receives, decides, stores and shows it. A length counts
 * characters (Unicode code points), like JSON Schema's maxLength, unless it is in bytes of UTF-8.
 *
 * <p>Whole text has no U+0000, which PostgreSQL cannot store and no command line can hold, and no half of a surrogate
 * pair, which UTF-8 cannot encode. A publisher's text that breaks a bound is refused. Text of a provider, a target or
 * an older version cannot be refused any more, so it is cut to fit.
 */
public final class Text {
    /** The maximum number of characters of names, words and ids. */
    public static final int WORD = 255;

    /** The maximum number of characters of a tag's value. */
    static final int TAG = 256;

    /**
     * The maximum number of characters of a provider's id of an instance. A longer id is refused, because a cut one
     * would be another id.
     */
    public static final int NATIVE_ID = 1_024;

    /** The maximum number of characters of reasons and messages. */
    public static final int SENTENCES = 4_096;

    /** The maximum number of bytes of a command line or user data in clear. */
    public static final int CLEAR_BYTES = 16 * 1_024;

    /** The maximum number of bytes of the output of a run. */
    public static final int OUTPUT_BYTES = 64 * 1_024;

    private static final char REPLACEMENT = '\ufffd';

    private Text() {}

    /**
     * The text with U+FFFD in place of invalid characters, cut to the given number of characters; a cut text ends with
     * an ellipsis.
     */
    public static String fit(String text, int characters) {
        String whole = whole(text);
        return isWithin(whole, characters) ? whole : cut(whole, characters - 1) + "…";
    }

    public static @Nullable String fitOrNull(@Nullable String text, int characters) {
        return text == null ? null : fit(text, characters);
    }

    /** The longest prefix that ends with a whole character and has at most the given number of bytes; U+0000 stays. */
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

    /** Text that an older version accepted, cut to today's bounds. */
    public static String kept(String text) {
        return fitBytes(whole(text), CLEAR_BYTES);
    }

    /** The text with U+FFFD in place of each U+0000 and each half of a surrogate pair. */
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

    /** Whether the code point is half of a surrogate pair; a whole pair is read as one code point. */
    private static boolean isSurrogate(int character) {
        return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    }

    private static int bytes(int character) {
        return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }

    /** The first characters of the text, at most the given number, without half a pair. */
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
