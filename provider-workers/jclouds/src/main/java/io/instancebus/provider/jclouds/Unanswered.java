package io.instancebus.provider.jclouds;

import io.instancebus.provider.http.Transport;
import java.io.IOException;

/**
 * No answer came to a request. It has no cause, and so goes through jclouds as it is: of a chain of causes jclouds throws
 * the first that it knows instead, as the IllegalArgumentException that a name without an address is.
 */
final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean sent;
    private final boolean distrusted;

    private Unanswered(String message, boolean sent, boolean distrusted) {
        super(message);
        this.sent = sent;
        this.distrusted = distrusted;
    }

    static Unanswered sent(IOException e) {
        return new Unanswered(String.valueOf(e.getMessage()), true, false);
    }

    static Unanswered notSent(Transport.NotSent e) {
        return new Unanswered(String.valueOf(e.getMessage()), false, e.distrusted());
    }

    /** Whether one side does not trust the other's certificate. */
    boolean distrusted() {
        return distrusted;
    }

    /** Whether it may have reached the provider. */
    boolean sent() {
        return sent;
    }
}
