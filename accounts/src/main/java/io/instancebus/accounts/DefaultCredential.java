package io.instancebus.accounts;

import io.instancebus.domain.Credential;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The credential for runs that bring none.
 *
 * @param type PASSWORD or PRIVATE_KEY
 * @param reference the reference to the secret: file:NAME or env:NAME
 * @param passphraseReference the reference to the private key's passphrase; null for a key without one
 */
public record DefaultCredential(
        Credential.Type type, String reference, @Nullable String passphraseReference) {
    public DefaultCredential {
        refer("defaultCredential.reference", reference);
        if (passphraseReference != null) {
            refer("defaultCredential.passphraseReference", passphraseReference);
        }
    }

    private static void refer(String setting, String reference) {
        if (Stream.of("file:", "env:").noneMatch(reference::startsWith)) {
            // The message does not repeat the value: it may be the secret itself.
            throw new IllegalArgumentException(setting
                    + " must be file:NAME or env:NAME, which say where the secret is, and never the secret itself");
        }
    }
}
