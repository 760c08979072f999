package io.instancebus.worker.run;

import io.instancebus.domain.Address;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Command.RunOnInstance;
import io.instancebus.domain.Credential;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.ProtectedText.Sealed;
import io.instancebus.domain.RunResult;
import io.instancebus.domain.Task;
import io.instancebus.schemas.sealing.SecretField;
import io.instancebus.worker.hand.NotDone;
import io.instancebus.worker.hand.RunExecutor;
import io.instancebus.worker.secret.Secret;
import io.instancebus.worker.secret.SecretResolver.Clear;
import io.instancebus.worker.ssh.FailureKind;
import io.instancebus.worker.ssh.RunRequest;
import io.instancebus.worker.ssh.SshCredential;
import io.instancebus.worker.ssh.SshFailure;
import io.instancebus.worker.ssh.SshRunner;
import io.instancebus.worker.ssh.TargetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs over SSH: what the command leaves open is filled in from the instance and the account. */
public final class SshRuns implements RunExecutor {
    private static final int DEFAULT_PORT = 22;
    private static final int MOST_OUTPUT = 65_536;

    private final SshRunner runner;
    private final OpenedSecrets secrets;
    private final Supplier<Map<String, SshAccount>> accounts;

    /** @param accounts those that there are now, by name */
    public SshRuns(SshRunner runner, OpenedSecrets secrets, Supplier<Map<String, SshAccount>> accounts) {
        this.runner = runner;
        this.secrets = secrets;
        this.accounts = accounts;
    }

    @Override
    public RunResult execute(Task task, Task.Run run, boolean redelivered) throws NotDone {
        SshAccount account = accounts.get().get(task.account());
        if (account == null) {
            throw refused(
                    FailureCategory.RETRYABLE, "this worker is not configured with the account " + task.account());
        }
        RunRequest request = request(task, run, account, redelivered);
        try {
            return result(runner.run(request));
        } catch (SshFailure e) {
            throw notDone(e);
        } finally {
            request.wipeCommandLine();
            wipe(request.credential());
        }
    }

    private RunRequest request(Task task, Task.Run body, SshAccount account, boolean redelivered) throws NotDone {
        RunOnInstance run = body.run();
        InstanceDetails details = body.details();
        List<TargetAddress> addresses = addresses(run, details);
        SshCredential credential = credential(task, body, account);
        try (Secret line = secrets.open(task, run.commandLine(), SecretField.COMMAND_LINE, Clear.ALLOWED)) {
            return new RunRequest(
                    addresses,
                    first(run.port(), details.sshPort(), DEFAULT_PORT),
                    first(run.username(), details.username(), "root"),
                    credential,
                    line.bytes(),
                    task.commandId().value(),
                    run.timeout(),
                    first(run.outputLimit(), null, MOST_OUTPUT),
                    // A host key belongs to the instance; a command that names another machine learns that one's.
                    run.address() == null && run.port() == null
                            ? Optional.ofNullable(details.hostKey())
                            : Optional.empty(),
                    redelivered,
                    account.mode());
        } catch (IllegalArgumentException e) {
            wipe(credential);
            throw NotDone.because(Failure.of(FailureCategory.INVALID, String.valueOf(e.getMessage())), e);
        }
    }

    private static <T> T first(@Nullable T own, @Nullable T known, T otherwise) {
        if (own != null) {
            return own;
        }
        return known == null ? otherwise : known;
    }

    private static List<TargetAddress> addresses(RunOnInstance run, InstanceDetails details) throws NotDone {
        String own = run.address();
        if (own != null) {
            return named(own);
        }
        List<TargetAddress> reported = addresses(details)
                .map(address -> new TargetAddress(address, TargetAddress.Origin.REPORTED_BY_PROVIDER))
                .distinct()
                .limit(RunRequest.MAX_ADDRESSES)
                .toList();
        if (reported.isEmpty()) {
            throw refused(FailureCategory.CONFLICT, "the instance has no address yet, and the command names none");
        }
        return reported;
    }

    private static List<TargetAddress> named(String address) throws NotDone {
        try {
            return TargetAddress.named(address);
        } catch (IllegalArgumentException e) {
            throw NotDone.because(Failure.of(FailureCategory.INVALID, String.valueOf(e.getMessage())), e);
        }
    }

    private static Stream<String> addresses(InstanceDetails details) {
        return Stream.concat(details.publicAddresses().stream(), details.privateAddresses().stream())
                .filter(SshRuns::reachable)
                .map(Address::address)
                .filter(address -> !address.isBlank());
    }

    private static boolean reachable(Address address) {
        return switch (address.type()) {
            case IPV4, IPV6, HOSTNAME -> true;
            case MAC, VNC -> false;
        };
    }

    private SshCredential credential(Task task, Task.Run body, SshAccount account) throws NotDone {
        Credential given = body.run().credential();
        Optional<Credential> credential = given != null ? Optional.of(given) : account.defaultCredential();
        return credential.isPresent() ? opened(task, credential.get()) : adminPassword(task, body);
    }

    /** What the provider answered the create with; sent to nobody but the instance. */
    private SshCredential adminPassword(Task task, Task.Run body) throws NotDone {
        AdminPassword password = body.details().adminPassword();
        Sealed sealed = password == null ? null : password.toWorkers();
        if (password == null || sealed == null) {
            throw refused(
                    FailureCategory.INVALID,
                    "the command brings no credential, the account has no default one, and no first password of the"
                            + " instance is sealed to the workers");
        }
        String address = body.run().address();
        if (address != null && !addresses(body.details()).anyMatch(address::equals)) {
            throw refused(
                    FailureCategory.INVALID,
                    "the command brings no credential and names an address that is not the instance's, to which the"
                            + " instance's first password is not sent");
        }
        try (Secret secret = secrets.open(task, password.commandId(), sealed)) {
            return new SshCredential.Password(secret.chars());
        }
    }

    private SshCredential opened(Task task, Credential credential) throws NotDone {
        try (Secret secret = secrets.open(task, credential.secret(), SecretField.CREDENTIAL_SECRET, Clear.REFUSED)) {
            return switch (credential.type()) {
                case PASSWORD -> new SshCredential.Password(secret.chars());
                case PRIVATE_KEY -> new SshCredential.PrivateKey(secret.bytes(), passphrase(task, credential));
            };
        }
    }

    private char @Nullable [] passphrase(Task task, Credential credential) throws NotDone {
        var text = credential.passphrase();
        if (text == null) {
            return null;
        }
        try (Secret secret = secrets.open(task, text, SecretField.CREDENTIAL_PASSPHRASE, Clear.REFUSED)) {
            return secret.chars();
        }
    }

    private static void wipe(SshCredential credential) {
        switch (credential) {
            case SshCredential.Password password -> Arrays.fill(password.password(), '\0');
            case SshCredential.PrivateKey key -> {
                Arrays.fill(key.key(), (byte) 0);
                char[] passphrase = key.passphrase();
                if (passphrase != null) {
                    Arrays.fill(passphrase, '\0');
                }
            }
        }
    }

    private static RunResult result(io.instancebus.worker.ssh.RunResult result) {
        return new RunResult(
                result.exitStatus().isPresent() ? result.exitStatus().getAsInt() : null,
                result.signal().orElse(null),
                result.output(),
                result.truncated(),
                result.timedOut(),
                result.hostKey(),
                result.duration());
    }

    private static NotDone refused(FailureCategory category, String message) {
        return NotDone.because(Failure.of(category, message), null);
    }

    private static NotDone notDone(SshFailure e) {
        FailureKind kind = e.kind();
        Failure failure = new Failure(category(kind), kind.name(), String.valueOf(e.getMessage()), kind.retryable());
        return kind.outcomeUnknown() ? NotDone.outcomeUnknown(failure, e) : NotDone.because(failure, e);
    }

    private static FailureCategory category(FailureKind kind) {
        return switch (kind) {
            case CONNECT_FAILED, CONNECT_TIMEOUT, CHANNEL_REFUSED, NOT_BEGUN, CLOSED -> FailureCategory.RETRYABLE;
            case AUTH_FAILED -> FailureCategory.AUTH;
            case HOST_KEY_CHANGED, RUN_ID_TAKEN -> FailureCategory.CONFLICT;
            case INVALID_KEY, PROTOCOL, TARGET_REFUSED -> FailureCategory.INVALID;
            case CONNECTION_LOST, NO_ANSWER, OUTCOME_UNKNOWN -> FailureCategory.INTERNAL;
        };
    }
}
