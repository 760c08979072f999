package io.instancebus.provider.jclouds;

import io.instancebus.provider.http.Transport;
import java.io.IOException;

/**
 * A request without an answer. It has no cause, so that jclouds passes it on: in a chain of causes jclouds throws the
 * first type that it knows, such as the IllegalArgumentException of a name without an address.
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

    /** Whether one side did not trust the other's certificate. */
    boolean distrusted() {
        return distrusted;
    }

    /** Whether the request may have reached the provider. */
    boolean sent() {
        return sent;
    }
}
