package io.instancebus.worker.ssh;

import org.jspecify.annotations.Nullable;

/** A credential for the login. The creator of the arrays may wipe them after the run has returned. */
public sealed interface SshCredential {
    /** A password, for the methods password and keyboard-interactive. */
    record Password(char[] password) implements SshCredential {
        @Override
        public String toString() {
            return "Password[redacted]";
        }
    }

    /**
     * A private key as text: PEM (PKCS#1, SEC 1), PKCS#8 or OpenSSH; RSA, ECDSA or Ed25519.
     *
     * @param passphrase null for a key that is not encrypted
     */
    record PrivateKey(byte[] key, char @Nullable [] passphrase) implements SshCredential {
        @Override
        public String toString() {
            return "PrivateKey[redacted]";
        }
    }
}
