package io.instancebus.worker.jclouds;

/**
 * No answer came to a request. It has no cause, and so goes through jclouds as it is: of a chain of causes jclouds throws
 * the first that it knows instead, as the IllegalArgumentException that a name without an address is.
 */
final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean sent;

    Unanswered(String message, boolean sent) {
        super(message);
        this.sent = sent;
    }

    /** Whether it may have reached the provider. */
    boolean sent() {
        return sent;
    }
}
