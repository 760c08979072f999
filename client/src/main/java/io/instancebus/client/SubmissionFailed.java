package io.instancebus.client;

/** A command was not published, or it is not known whether it was. Publishing the same command again is always safe. */
public final class SubmissionFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SubmissionFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
