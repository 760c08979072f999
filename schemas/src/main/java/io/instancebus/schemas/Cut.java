package io.instancebus.schemas;

/** Cuts text to a length that fits a header or a log line, never between the halves of a surrogate pair. */
public final class Cut {
    private Cut() {}

    /** Like {@link #to}, with … at the end if the text was cut. */
    public static String marked(int most, String text) {
        return text.length() <= most ? text : to(most, text) + "…";
    }

    /**
     * The first UTF-16 units of the text, at most the given number (at least 1); the text itself if it is not longer.
     */
    public static String to(int most, String text) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
