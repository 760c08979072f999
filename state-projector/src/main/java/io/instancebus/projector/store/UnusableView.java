package io.instancebus.projector.store;

/**
 * The view can no longer be updated as it is: it belongs to another log, the log no longer has events that the view
 * lacks, or its database cannot be used. The message says what to do.
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
