package io.instancebus.domain;

/** The command can never be carried out. The message gives the reason, and never shows a secret. */
public final class InvalidCommand extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final RejectionCode code;

    public InvalidCommand(String message) {
        this(RejectionCode.INVALID, message);
    }

    public InvalidCommand(RejectionCode code, String message) {
        super(message);
        this.code = code;
    }

    public RejectionCode code() {
        return code;
    }
}
