package io.instancebus.worker.ssh;

import org.jspecify.annotations.Nullable;

/** The failure of a run without a result. The message is for people and holds no secret. */
public final class SshFailure extends Exception {
    private final FailureKind kind;

    SshFailure(FailureKind kind, String message) {
        this(kind, message, null);
    }

    SshFailure(FailureKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** The reason. */
    public FailureKind kind() {
        return kind;
    }
}
