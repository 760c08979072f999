package io.instancebus.worker.ssh;

/** The reason for a run without a result. Nothing was executed unless {@link #outcomeUnknown()}. */
public enum FailureKind {
    /** The address does not answer, or ended the connection before the login. */
    CONNECT_FAILED(Effect.NONE, true),
    /** No login within the time allowed. */
    CONNECT_TIMEOUT(Effect.NONE, true),
    /** The target accepted neither the password nor the key. */
    AUTH_FAILED(Effect.NONE, false),
    /** The target's host key is not the one of its first connection. The credential was not sent. */
    HOST_KEY_CHANGED(Effect.NONE, false),
    /** The private key cannot be read, or its passphrase is missing or wrong. */
    INVALID_KEY(Effect.NONE, false),
    /** The target speaks no compatible version of SSH, or does not execute commands. */
    PROTOCOL(Effect.NONE, false),
    /** The target allows no further channel, or closed it before its shell read the command. */
    CHANNEL_REFUSED(Effect.NONE, true),
    /** The target has no POSIX shell, or no directory for the run's files. */
    TARGET_REFUSED(Effect.NONE, false),
    /** The target's shell did not read the command in time, and the command was not sent. */
    SHELL_TIMEOUT(Effect.NONE, true),
    /** The command was sent and had not begun when its time-out expired. */
    NOT_BEGUN(Effect.NONE, true),
    /** The run id was used on the target before, with another command line. */
    RUN_ID_TAKEN(Effect.NONE, false),
    /** The runner is closed. */
    CLOSED(Effect.NONE, true),
    /** The connection broke after the command may have begun. */
    CONNECTION_LOST(Effect.UNKNOWN, false),
    /** The command was sent, and no answer came in time. */
    NO_ANSWER(Effect.UNKNOWN, false),
    /** The command was begun, now or earlier, and its result is lost. */
    OUTCOME_UNKNOWN(Effect.UNKNOWN, false);

    private enum Effect {
        NONE,
        UNKNOWN
    }

    private final Effect effect;
    private final boolean retryable;

    FailureKind(Effect effect, boolean retryable) {
        this.effect = effect;
        this.retryable = retryable;
    }

    /** Whether the command may have been executed, in part or in full. */
    public boolean outcomeUnknown() {
        return effect == Effect.UNKNOWN;
    }

    /** Whether an unchanged request may succeed later. */
    public boolean retryable() {
        return retryable;
    }
}
