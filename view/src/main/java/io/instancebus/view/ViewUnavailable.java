package io.instancebus.view;

/** The view's database gave no answer, or has no view yet. The same question may be answered later. */
public final class ViewUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ViewUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
