package io.instancebus.worker.jclouds;

/** No answer came to a request; goes through jclouds as it is. */
final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean sent;

    Unanswered(String message, boolean sent, Throwable cause) {
        super(message, cause);
        this.sent = sent;
    }

    /** Whether it may have reached the provider. */
    boolean sent() {
        return sent;
    }
}
