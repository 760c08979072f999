package io.instancebus.service;

import org.jspecify.annotations.Nullable;

/** Describes a failure in one line for people. */
public final class Words {
    private Words() {}

    public static String of(Throwable failure) {
        StringBuilder words = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            String message = cause.getMessage();
            String text = message == null ? cause.getClass().getSimpleName() : message;
            if (words.indexOf(text) < 0) {
                words.append(words.isEmpty() ? "" : ": ").append(text);
            }
        }
        return words.toString();
    }

    private static @Nullable Throwable next(Throwable failure) {
        return failure.getCause() == failure ? null : failure.getCause();
    }
}
