package io.instancebus.client;

/**
 * A command did not get onto the bus, or it is not known whether it did. Publishing the same command again is always
 * safe.
 */
public final class SubmissionFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SubmissionFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
