package io.instancebus.schemas.serde;

import org.jspecify.annotations.Nullable;

/** What an exception says, cut to a length that fits a header and a log line. */
final class Words {
    private static final int MOST = 300;

    private Words() {}

    static String of(Throwable e) {
        @Nullable String message = e.getMessage();
        String words = message == null ? e.getClass().getSimpleName() : message;
        return words.length() <= MOST ? words : words.substring(0, wholeEnd(words)) + "…";
    }

    /** Not between the halves of a character. */
    private static int wholeEnd(String words) {
        return Character.isHighSurrogate(words.charAt(MOST - 1)) ? MOST - 1 : MOST;
    }
}
