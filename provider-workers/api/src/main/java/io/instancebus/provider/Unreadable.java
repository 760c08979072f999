package io.instancebus.provider;

/** What a provider sent cannot be read. The message says what is wrong with it, and holds nothing of the request. */
public final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unreadable(String message) {
        super(message);
    }

    /** What is wrong, of any exception that a reader threw. */
    static String words(RuntimeException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
