package io.instancebus.worker.report;

import org.jspecify.annotations.Nullable;

/** The bus did not confirm a record. */
public final class NotReported extends Exception {
    private static final long serialVersionUID = 1L;

    public NotReported(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
