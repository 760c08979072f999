package io.instancebus.projector.store;

/** The view's database failed; nothing was changed. A retry may succeed. */
public final class ViewFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ViewFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
