package io.instancebus.accounts;

import io.instancebus.domain.Credential;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How runs log in that bring no credential.
 *
 * @param type PASSWORD or PRIVATE_KEY
 * @param reference where the secret is: file:NAME or env:NAME
 * @param passphraseReference where the private key's pass phrase is; null for a key without one
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
            // The value is not repeated: someone may have put the secret there.
            throw new IllegalArgumentException(setting
                    + " must be file:NAME or env:NAME, which say where the secret is, and never the secret itself");
        }
    }
}
