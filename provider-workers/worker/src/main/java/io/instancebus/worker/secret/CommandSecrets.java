package io.instancebus.worker.secret;

import io.instancebus.domain.ProtectedText;
import io.instancebus.mapping.SecretMapping;
import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.provider.SecretFailure.Kind;
import io.instancebus.schemas.sealing.SealedUse;
import io.instancebus.schemas.sealing.UnsealingFailed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The texts that a command brings or refers to. A reference is looked up only in the folder of its account and purpose,
 * {@code commands/ACCOUNT/PURPOSE} in the secrets folder, so that no command can name a cloud credential, another
 * account's secret, or a secret with another purpose. Thread-safe.
 */
public final class CommandSecrets {
    private static final String FOLDER = "commands";
    private static final String FILE = "file:";

    private final Optional<Path> secretsDirectory;
    private final SealedTextOpener opener;

    /** @param secretsDirectory the secrets folder; empty if there is none */
    public CommandSecrets(Optional<Path> secretsDirectory, SealedTextOpener opener) {
        this.secretsDirectory = secretsDirectory;
        this.opener = opener;
    }

    /**
     * Opens the text; the caller closes the secret.
     *
     * @param account the account of the command's instance
     * @param use the use for which a sealed text must have been sealed
     */
    public Secret open(ProtectedText text, Purpose purpose, String account, SealedUse use) throws SecretFailure {
        return switch (text) {
            case ProtectedText.Sealed sealed -> unseal(sealed, use);
            case ProtectedText.Reference reference -> lookUp(reference.reference(), purpose, account);
            case ProtectedText.Clear clear -> clear(clear, purpose);
        };
    }

    private static Secret clear(ProtectedText.Clear clear, Purpose purpose) throws SecretFailure {
        if (!purpose.clearAllowed()) {
            throw new SecretFailure(
                    Kind.CLEAR_REFUSED,
                    purpose.field() + " is in clear: seal it to the workers' key, or refer to a secret");
        }
        return new Secret(clear.text().getBytes(StandardCharsets.UTF_8));
    }

    private Secret lookUp(String reference, Purpose purpose, String account) throws SecretFailure {
        if (!reference.startsWith(FILE)) {
            throw new SecretFailure(
                    Kind.REFERENCE_REFUSED,
                    purpose.field() + " refers to the workers' environment, which only the accounts file may do; "
                            + advice(purpose, account));
        }
        Optional<SecretFolder> folder =
                secretsDirectory.flatMap(root -> SecretFolder.within(root, FOLDER, account, purpose.folder()));
        if (folder.isEmpty()) {
            throw notThere(reference, purpose, account);
        }
        try {
            return folder.get().read(reference.substring(FILE.length()));
        } catch (SecretFailure e) {
            throw e.kind() == Kind.NOT_FOUND ? notThere(reference, purpose, account) : e;
        }
    }

    /**
     * The same failure for a name that exists for another account, purpose or the accounts file, so that it discloses
     * no names.
     */
    private static SecretFailure notThere(String reference, Purpose purpose, String account) {
        return new SecretFailure(
                Kind.NOT_FOUND,
                purpose.field() + " refers to " + reference
                        + ", which is not among the secrets that commands for account " + account
                        + " may use for this; " + advice(purpose, account));
    }

    private static String advice(Purpose purpose, String account) {
        return "the operator puts such a secret into " + FOLDER + "/" + account + "/" + purpose.folder()
                + " in the workers' secrets folder";
    }

    /** Opens a text that was sealed to the workers; the caller closes it. */
    public Secret unseal(ProtectedText.Sealed sealed, SealedUse use) throws SecretFailure {
        try {
            return new Secret(opener.open(SecretMapping.toAvro(sealed), use));
        } catch (UnsealingFailed refused) {
            throw new SecretFailure(Kind.SEAL_REFUSED, String.valueOf(refused.getMessage()), refused);
        }
    }
}
