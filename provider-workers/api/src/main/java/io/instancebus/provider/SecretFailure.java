package io.instancebus.provider;

import org.jspecify.annotations.Nullable;

/** A protected text that cannot be resolved. The message is for people and holds no secret. */
public final class SecretFailure extends Exception {
    /** The reasons. */
    public enum Kind {
        /** Not exactly one of clear, sealed and reference is set, or the reference has an unknown form. */
        MALFORMED,
        /** Clear text in a field that must be sealed or a reference. */
        CLEAR_REFUSED,
        /** The workers' keys do not open the sealed text, or it is bound to another use. */
        SEAL_REFUSED,
        /** The workers have no such secret. */
        NOT_FOUND,
        /** The reference names a file that the workers must not read, or not a regular file of at most 64 KiB. */
        REFERENCE_REFUSED,
        /** The file exists and cannot be read. */
        UNREADABLE
    }

    private final Kind kind;

    public SecretFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    public SecretFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** The reason. */
    public Kind kind() {
        return kind;
    }
}
