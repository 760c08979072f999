package io.instancebus.worker.guard;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Describes a bug for the log: its place, without its message, which may contain a secret. */
public final class Bug {
    private static final int FRAMES = 15;

    private Bug() {}

    public static String of(Throwable thrown) {
        try {
            return described(thrown);
        } catch (RuntimeException | Error e) {
            return "an exception that cannot be described";
        }
    }

    /** The name of the exception's class. */
    static String name(Throwable thrown) {
        try {
            return thrown.getClass().getSimpleName();
        } catch (RuntimeException | Error e) {
            return "an exception without a name";
        }
    }

    private static String described(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < ", thrown.getClass().getName() + " at ", ""));
    }
}
