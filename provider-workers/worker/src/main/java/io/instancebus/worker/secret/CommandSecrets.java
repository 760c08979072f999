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
 * The texts that a command brings or refers to. A reference is looked up in the folder of its account and purpose only,
 * {@code commands/ACCOUNT/PURPOSE} in the secrets folder, so that no command can name a cloud credential, another
 * account's secret, or a secret that serves something else. Safe for use by many threads.
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
     * The secret, which the caller closes.
     *
     * @param account the account of the instance that the command is about
     * @param use what the text must have been sealed for, if it is sealed
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

    /** The same for a name that another account, purpose or the accounts file has: nobody learns which names there are. */
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

    /** What was sealed to the workers, which the caller closes. */
    public Secret unseal(ProtectedText.Sealed sealed, SealedUse use) throws SecretFailure {
        try {
            return new Secret(opener.open(SecretMapping.toAvro(sealed), use));
        } catch (UnsealingFailed refused) {
            throw new SecretFailure(Kind.SEAL_REFUSED, String.valueOf(refused.getMessage()), refused);
        }
    }
}
