package io.instancebus.domain;

import java.util.regex.Pattern;

/** Text that may be secret. Its toString never shows it. */
public sealed interface ProtectedText {

    /** The text itself, at most 16 KiB of UTF-8: only for what its publisher does not hold secret. */
    record Clear(String text) implements ProtectedText {
        private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----");

        public Clear {
            Text.atMostBytes("the text", text, Text.CLEAR_BYTES);
            if (PRIVATE_KEY.matcher(text).find()) {
                throw new InvalidCommand(
                        RejectionCode.SECRET_IN_CLEAR,
                        "a private key stands in clear text; seal it to the workers' public key or refer to it");
            }
        }

        @Override
        public String toString() {
            return "Clear[" + text.length() + " characters]";
        }
    }

    /** Sealed to a public key, as a rule the workers', and bound to its command. */
    record Sealed(String keyId, Bytes encapsulatedKey, Bytes ciphertext) implements ProtectedText {
        public Sealed {
            Text.required("sealed.keyId", keyId, 64);
            if (encapsulatedKey.size() != 32) {
                throw new InvalidCommand("sealed.encapsulatedKey must be 32 bytes");
            }
            if (ciphertext.size() < 16 || ciphertext.size() > 64 * 1024) {
                throw new InvalidCommand("sealed.ciphertext must be 16 to 65,536 bytes");
            }
        }
    }

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
