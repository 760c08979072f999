package io.instancebus.worker.guard;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Describes a bug for the log: its place, without its message, which may contain a secret. */
public final class Bug {
    private static final int FRAMES = 15;

    private Bug() {}

    public static String of(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < ", thrown.getClass().getName() + " at ", ""));
    }
}
