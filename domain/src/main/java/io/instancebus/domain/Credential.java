package io.instancebus.domain;

import org.jspecify.annotations.Nullable;

/** A credential for SSH; never in clear. */
public record Credential(
        Type type, ProtectedText secret, @Nullable ProtectedText passphrase) {

    /** The kind of the secret. */
    public enum Type {
        PASSWORD,
        PRIVATE_KEY
    }

    public Credential {
        refuseClear(secret);
        if (passphrase != null) {
            refuseClear(passphrase);
        }
    }

    /** Whether the publisher sealed all its secrets. */
    boolean sealed() {
        return secret instanceof ProtectedText.Sealed
                && (passphrase == null || passphrase instanceof ProtectedText.Sealed);
    }

    private static void refuseClear(ProtectedText text) {
        if (text instanceof ProtectedText.Clear) {
            throw new InvalidCommand(
                    RejectionCode.SECRET_IN_CLEAR,
                    "a credential stands in clear text; seal it to the workers' public key or refer to it");
        }
    }
}
