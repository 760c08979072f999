package io.instancebus.schemas.sealing;

/** A sealed text does not open. The message never shows what is inside. */
public final class UnsealingFailed extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why it does not open. */
    public enum Reason {
        /** It was sealed to a key that this key ring does not hold: retired too early, or another installation's. */
        UNKNOWN_KEY,
        /** It was changed, or sealed for another use. */
        NOT_FOR_THIS_USE
    }

    private final Reason reason;

    UnsealingFailed(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The message says which keys there are. */
    public static UnsealingFailed unknownKey(String message) {
        return new UnsealingFailed(Reason.UNKNOWN_KEY, message);
    }

    public Reason reason() {
        return reason;
    }
}
