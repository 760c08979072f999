package io.instancebus.schemas.serde;

import org.jspecify.annotations.Nullable;

/** What an exception says, cut to a length that fits a header and a log line. */
final class Words {
    private static final int MOST = 300;

    private Words() {}

    static String of(Throwable e) {
        @Nullable String message = e.getMessage();
        String words = message == null ? e.getClass().getSimpleName() : message;
        return words.length() > MOST ? words.substring(0, MOST) + "…" : words;
    }
}
