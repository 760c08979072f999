package io.instancebus.embedded;

import java.io.IOException;

/** The rest of a request's body is not read, so nothing else can be read from its connection. */
final class BodyRefused extends IOException {
    private final int status;

    /** @param message for the sender */
    BodyRefused(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The HTTP status that says so. */
    int status() {
        return status;
    }
}
