package io.instancebus.schemas;

/** Cuts text to a length that fits a header or a log line, never between the halves of a character. */
public final class Cut {
    private Cut() {}

    /** As {@link #to}, and … where something is left out. */
    public static String marked(int most, String text) {
        return text.length() <= most ? text : to(most, text) + "…";
    }

    /** At most this many UTF-16 units, at least 1; as it is where it is no longer than that. */
    public static String to(int most, String text) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
