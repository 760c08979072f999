package io.instancebus.schemas.sealing;

/** A sealed text does not open. The message never shows its content. */
public final class UnsealingFailed extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why it does not open. */
    public enum Reason {
        /**
         * It was sealed to a key that this key ring does not hold: one that was retired too early, or belongs to
         * another installation.
         */
        UNKNOWN_KEY,
        /** It was changed, or sealed for another use. */
        NOT_FOR_THIS_USE
    }

    private final Reason reason;

    UnsealingFailed(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The message names the keys that the ring holds. */
    public static UnsealingFailed unknownKey(String message) {
        return new UnsealingFailed(Reason.UNKNOWN_KEY, message);
    }

    public Reason reason() {
        return reason;
    }
}
