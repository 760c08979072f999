package io.instancebus.provider;

import org.jspecify.annotations.Nullable;

/** A protected text that cannot be resolved. The message is for people and holds no secret. */
public final class SecretFailure extends Exception {
    /** Why. */
    public enum Kind {
        /** Not exactly one of clear, sealed and reference is set, or the reference has no known form. */
        MALFORMED,
        /** Clear text where only a secret may stand. */
        CLEAR_REFUSED,
        /** The seal cannot be opened with the keys held, or is bound to something else. */
        SEAL_REFUSED,
        /** The workers have no such secret. */
        NOT_FOUND,
        /** The reference points where the workers may not look, or at no plain file of at most 64 KiB. */
        REFERENCE_REFUSED,
        /** The file is there and cannot be read. */
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

    /** Why. */
    public Kind kind() {
        return kind;
    }
}
