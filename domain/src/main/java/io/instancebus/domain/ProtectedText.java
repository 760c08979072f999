package io.instancebus.domain;

import java.util.regex.Pattern;

/** Text that may be secret. Its toString never shows it. {@link Admission} has the bounds of a new one. */
public sealed interface ProtectedText {

    /** Text in clear, which its publisher does not consider secret. */
    record Clear(String text) implements ProtectedText {
        @Override
        public String toString() {
            return "Clear[" + text.length() + " characters]";
        }
    }

    /** Text sealed to a public key, usually the workers', and bound to its command. */
    record Sealed(String keyId, Bytes encapsulatedKey, Bytes ciphertext) implements ProtectedText {}

    /**
     * A reference that the workers resolve: file:NAME. Commands of an older release may have env:NAME, which is
     * refused.
     */
    record Reference(String reference) implements ProtectedText {
        private static final Pattern FORM = Pattern.compile("(file|env):[A-Za-z0-9._-]{1,128}");

        public Reference {
            if (!FORM.matcher(reference).matches()) {
                // The invalid text may be the secret itself, so the message does not repeat it.
                throw new InvalidCommand(
                        RejectionCode.SECRET_IN_CLEAR,
                        "a reference to a secret must be file:NAME; a secret in clear is never accepted");
            }
        }

        /**
         * Whether this is file:NAME. The other kind, env:NAME, names the workers' environment. That belongs to no
         * account, so no command may refer to it.
         */
        public boolean isFile() {
            return reference.startsWith("file:");
        }
    }
}
