package io.instancebus.domain;

import java.util.regex.Pattern;

/** Text that may be secret. Its toString never shows it. {@link Admission} holds the bounds of a new one. */
public sealed interface ProtectedText {

    /** The text itself: only for what its publisher does not hold secret. */
    record Clear(String text) implements ProtectedText {
        @Override
        public String toString() {
            return "Clear[" + text.length() + " characters]";
        }
    }

    /** Sealed to a public key, as a rule the workers', and bound to its command. */
    record Sealed(String keyId, Bytes encapsulatedKey, Bytes ciphertext) implements ProtectedText {}

    /** Where the workers find it: file:NAME. What is env:NAME is of a release that let commands name it, and refused. */
    record Reference(String reference) implements ProtectedText {
        private static final Pattern FORM = Pattern.compile("(file|env):[A-Za-z0-9._-]{1,128}");

        public Reference {
            if (!FORM.matcher(reference).matches()) {
                // What stands here instead may be the secret itself, so it is not repeated.
                throw new InvalidCommand(
                        RejectionCode.SECRET_IN_CLEAR,
                        "a reference to a secret must be file:NAME; a secret in clear is never accepted");
            }
        }

        /** The environment of the workers belongs to no account, so that no command may name a part of it. */
        public boolean isFile() {
            return reference.startsWith("file:");
        }
    }
}
