package io.instancebus.provider;

/**
 * An answer of a provider is unreadable. The message says what is wrong with it, and contains nothing of the request.
 */
public final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unreadable(String message) {
        super(message);
    }

    /** The problem, from any exception that a reader threw. */
    static String words(RuntimeException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
