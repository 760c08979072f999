package io.instancebus.view;

/** The view's database does not answer, or has no tables yet. A retry may succeed. */
public final class ViewUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ViewUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
