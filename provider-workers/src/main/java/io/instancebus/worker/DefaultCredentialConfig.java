package io.instancebus.worker;

import io.instancebus.domain.Credential;
import io.instancebus.domain.ProtectedText;
import org.jspecify.annotations.Nullable;

/**
 * How runs log in that bring no credential.
 *
 * @param type PASSWORD or PRIVATE_KEY
 * @param reference where the secret is: file:NAME or env:NAME
 * @param passphraseReference where the private key's pass phrase is; null for a key without one
 */
public record DefaultCredentialConfig(
        Credential.Type type, String reference, @Nullable String passphraseReference) {
    public DefaultCredentialConfig {
        Settings.required("defaultCredential.type", type);
        Settings.required("defaultCredential.reference", reference);
    }

    Credential credential() {
        String passphrase = passphraseReference;
        return new Credential(
                type,
                new ProtectedText.Reference(reference),
                passphrase == null ? null : new ProtectedText.Reference(passphrase));
    }
}
