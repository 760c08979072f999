package io.instancebus.worker.guard;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Describes a bug: its place, and its message only if that is Instance Bus's own or Java's word for a missing class. An
 * adapter's own message may contain a secret.
 */
public final class Bug {
    private static final int FRAMES = 15;
    private static final int DEEPEST = 10;

    /** The types that an adapter makes. An exception of theirs says what is wrong with what they were given. */
    private static final Set<String> OURS = Set.of("io.instancebus.domain", "io.instancebus.provider");

    private Bug() {}

    public static String of(Throwable thrown) {
        try {
            return described(thrown);
        } catch (RuntimeException | Error e) {
            return "an exception that cannot be described";
        }
    }

    /** The name of the exception's class, with its message if that may be shown. */
    static String name(Throwable thrown) {
        try {
            return thrown.getClass().getSimpleName() + colonAndMessage(thrown);
        } catch (RuntimeException | Error e) {
            return "an exception without a name";
        }
    }

    /** The adapter's method and line; empty if the exception does not show it. */
    static Optional<String> place(Throwable thrown) {
        try {
            return Arrays.stream(thrown.getStackTrace())
                    .filter(frame -> !isOfJava(frame) && !isOurs(frame))
                    .findFirst()
                    .map(StackTraceElement::toString);
        } catch (RuntimeException | Error e) {
            return Optional.empty();
        }
    }

    /** The exception of a constructor or a static initialiser, which Java wraps. */
    static Throwable unwrapped(Throwable thrown) {
        Throwable inner = thrown;
        for (int i = 0; i < DEEPEST && isWrapper(inner) && inner.getCause() != null; i++) {
            inner = inner.getCause();
        }
        return inner;
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof java.util.ServiceConfigurationError || thrown instanceof ExceptionInInitializerError;
    }

    private static String described(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < ", thrown.getClass().getName() + colonAndMessage(thrown) + " at ", ""));
    }

    private static String colonAndMessage(Throwable thrown) {
        return message(thrown).map(message -> ": " + message).orElse("");
    }

    private static Optional<String> message(Throwable thrown) {
        return switch (thrown) {
            case AdapterBug ours -> Optional.ofNullable(ours.getMessage());
            case IllegalArgumentException wrong
            when thrower(wrong).filter(Bug::isOurs).isPresent() -> Optional.ofNullable(wrong.getMessage());
            case NoClassDefFoundError missing
            when missing.getCause() instanceof ClassNotFoundException cause
                    && thrower(cause).filter(Bug::isOfJava).isPresent() -> Optional.ofNullable(cause.getMessage());
            default -> Optional.empty();
        };
    }

    private static Optional<StackTraceElement> thrower(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace()).findFirst();
    }

    /** Adapters have packages of their own below ours. */
    private static boolean isOurs(StackTraceElement frame) {
        String name = frame.getClassName();
        return OURS.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
    }

    private static boolean isOfJava(StackTraceElement frame) {
        return frame.getClassName().startsWith("java.") || frame.getClassName().startsWith("jdk.");
    }
}
