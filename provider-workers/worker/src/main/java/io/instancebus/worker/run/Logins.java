package io.instancebus.worker.run;

import io.instancebus.accounts.DefaultCredential;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Command.RunOnInstance;
import io.instancebus.domain.Credential;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.ProtectedText.Sealed;
import io.instancebus.domain.Task;
import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.worker.hand.TaskFailure;
import io.instancebus.worker.secret.AccountSecrets;
import io.instancebus.worker.secret.Purpose;
import io.instancebus.worker.ssh.SshCredential;
import org.jspecify.annotations.Nullable;

/** Opens the credential of a run: its own one, or the account's default one, or the instance's first password. */
final class Logins {
    private final OpenedSecrets secrets;
    private final AccountSecrets accountSecrets;

    Logins(OpenedSecrets secrets, AccountSecrets accountSecrets) {
        this.secrets = secrets;
        this.accountSecrets = accountSecrets;
    }

    /** @param redaction gets every secret that is opened */
    SshCredential open(Task task, Task.Run body, SshAccount account, Redaction redaction) throws TaskFailure {
        Credential given = body.run().credential();
        if (given != null) {
            return given(task, body.run(), given, redaction);
        }
        if (account.defaultCredential().isPresent()) {
            return configured(account.defaultCredential().get(), redaction);
        }
        return firstPassword(task, body, redaction);
    }

    private SshCredential given(Task task, RunOnInstance run, Credential given, Redaction redaction)
            throws TaskFailure {
        ProtectedText passphrase = given.passphrase();
        return switch (given.type()) {
            case PASSWORD -> {
                try (Secret secret = secrets.open(task, run, given.secret(), Purpose.PASSWORD)) {
                    yield password(secret, redaction);
                }
            }
            case PRIVATE_KEY -> {
                try (Secret key = secrets.open(task, run, given.secret(), Purpose.PRIVATE_KEY);
                        Secret opened =
                                passphrase == null ? null : secrets.open(task, run, passphrase, Purpose.PASSPHRASE)) {
                    yield privateKey(key, opened, redaction);
                }
            }
        };
    }

    private SshCredential configured(DefaultCredential configured, Redaction redaction) throws TaskFailure {
        String passphrase = configured.passphraseReference();
        try (Secret secret = accountSecrets.lookUp(configured.reference(), "defaultCredential.reference");
                Secret opened = passphrase == null
                        ? null
                        : accountSecrets.lookUp(passphrase, "defaultCredential.passphraseReference")) {
            return switch (configured.type()) {
                case PASSWORD -> password(secret, redaction);
                case PRIVATE_KEY -> privateKey(secret, opened, redaction);
            };
        } catch (SecretFailure e) {
            throw OpenedSecrets.taskFailure(e);
        }
    }

    /** The first password from the provider's answer to the create. */
    private SshCredential firstPassword(Task task, Task.Run body, Redaction redaction) throws TaskFailure {
        AdminPassword password = body.details().adminPassword();
        Sealed sealed = password == null ? null : password.toWorkers();
        if (password == null || sealed == null) {
            throw TaskFailure.because(
                    Failure.of(
                            FailureCategory.INVALID,
                            "the command brings no credential, the account has no default one, and no first password of"
                                    + " the instance is sealed to the workers"),
                    null);
        }
        try (Secret secret = secrets.open(task, password.commandId(), sealed)) {
            return password(secret, redaction);
        }
    }

    private static SshCredential password(Secret secret, Redaction redaction) {
        redaction.add(secret);
        return new SshCredential.Password(secret.chars());
    }

    private static SshCredential privateKey(Secret key, @Nullable Secret passphrase, Redaction redaction) {
        redaction.add(key);
        if (passphrase != null) {
            redaction.add(passphrase);
        }
        return new SshCredential.PrivateKey(key.bytes(), passphrase == null ? null : passphrase.chars());
    }
}
