package io.instancebus.projector.kafka;

/** The view does not belong to this log, or the log no longer has what the view lacks; the message says what to do. */
public final class UnusableView extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableView(String message) {
        super(message);
    }
}
