package io.instancebus.projector.store;

/** The view's database did not do what it was asked; nothing was changed. The same may work later. */
public final class ViewFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ViewFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
