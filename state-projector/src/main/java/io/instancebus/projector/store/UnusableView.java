package io.instancebus.projector.store;

/**
 * The view can never be kept as it is: it does not belong to this log, the log no longer has what it lacks, or its
 * database cannot be used. The message says what to do.
 */
public final class UnusableView extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnusableView(String message) {
        super(message);
    }

    public UnusableView(String message, Throwable cause) {
        super(message, cause);
    }
}
