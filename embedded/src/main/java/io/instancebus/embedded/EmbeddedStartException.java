package io.instancebus.embedded;

/** The broker or the registry could not start; the message says why and what to do, fit to be shown to the user. */
public final class EmbeddedStartException extends RuntimeException {

    EmbeddedStartException(String message) {
        super(message);
    }

    EmbeddedStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
