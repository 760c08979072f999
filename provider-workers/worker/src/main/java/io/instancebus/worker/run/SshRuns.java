package io.instancebus.worker.run;

import io.instancebus.domain.Command.RunOnInstance;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.RunResult;
import io.instancebus.domain.SightingState;
import io.instancebus.domain.Task;
import io.instancebus.provider.Secret;
import io.instancebus.worker.hand.RunExecutor;
import io.instancebus.worker.hand.TaskFailure;
import io.instancebus.worker.secret.AccountSecrets;
import io.instancebus.worker.secret.Purpose;
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
import org.jspecify.annotations.Nullable;

/** Executes runs over SSH: the instance and the account supply what the command leaves open. */
public final class SshRuns implements RunExecutor {
    private static final int MOST_OUTPUT = 65_536;

    private final SshRunner runner;
    private final OpenedSecrets secrets;
    private final Logins logins;
    private final Whereabouts whereabouts;
    private final Supplier<Map<String, SshAccount>> accounts;

    /** @param accounts the current accounts, by name */
    public SshRuns(
            SshRunner runner,
            OpenedSecrets secrets,
            AccountSecrets accountSecrets,
            Whereabouts whereabouts,
            Supplier<Map<String, SshAccount>> accounts) {
        this.runner = runner;
        this.secrets = secrets;
        this.logins = new Logins(secrets, accountSecrets);
        this.whereabouts = whereabouts;
        this.accounts = accounts;
    }

    @Override
    public RunResult execute(Task task, Task.Run requested, boolean redelivered) throws TaskFailure {
        SshAccount account = accounts.get().get(task.account());
        if (account == null) {
            throw refused(
                    FailureCategory.RETRYABLE, "this worker is not configured with the account " + task.account());
        }
        Task.Run run = new Task.Run(requested.run(), placed(task, requested));
        requireOwn(run.run(), run.details(), account);
        try (Redaction redaction = new Redaction()) {
            RunRequest request = request(task, run, account, redelivered, redaction);
            try {
                return result(runner.run(request), redaction);
            } catch (SshFailure e) {
                throw taskFailure(e, redaction);
            } finally {
                request.wipeCommandLine();
                wipe(request.credential());
            }
        }
    }

    /**
     * The instance's details from its provider. A task is only a record, and must not determine where secrets are sent,
     * so the details that its command leaves open are not taken from it. A command that names the complete place and
     * brings its secrets, sealed for that place, needs no observation.
     */
    private InstanceDetails placed(Task task, Task.Run requested) throws TaskFailure {
        InstanceDetails details = requested.details();
        boolean bringsItsSecrets = requested.run().bringsItsSecrets();
        if (bringsItsSecrets && requested.run().namesWholePlace()) {
            return details;
        }
        String nativeId = details.nativeId();
        if (nativeId == null) {
            return details.at(Sighting.of(SightingState.PENDING));
        }
        InstanceDetails shown = details.at(whereabouts.of(task.account(), task.instanceId(), nativeId, details::isAt));
        boolean needsAddress = requested.run().address() == null || !bringsItsSecrets;
        if (needsAddress && hasAddress(details) && !hasAddress(shown)) {
            throw refused(FailureCategory.RETRYABLE, "the provider shows no address of the instance now");
        }
        return shown;
    }

    private static boolean hasAddress(InstanceDetails details) {
        return details.sshAddresses().findAny().isPresent();
    }

    /**
     * The workers' own secrets are sent only to the instance's own SSH server, never to another machine that a command
     * names.
     */
    private static void requireOwn(RunOnInstance run, InstanceDetails details, SshAccount account) throws TaskFailure {
        if (!run.bringsItsSecrets() && !details.isItself(run.address(), run.port(), account.port())) {
            throw refused(
                    FailureCategory.INVALID,
                    "the command names an address or a port at which the provider does not report the instance's SSH"
                            + " server, and the workers' secrets are sent to no other: seal a credential, and"
                            + " the command"
                            + " line if it is secret, for this command, or leave address and port out");
        }
    }

    private RunRequest request(Task task, Task.Run body, SshAccount account, boolean redelivered, Redaction redaction)
            throws TaskFailure {
        RunOnInstance run = body.run();
        InstanceDetails details = body.details();
        List<TargetAddress> addresses = addresses(run, details);
        SshCredential credential = logins.open(task, body, account, redaction);
        try (Secret line = secrets.open(task, run, run.commandLine(), Purpose.COMMAND_LINE)) {
            if (!(run.commandLine() instanceof ProtectedText.Clear)) {
                redaction.add(line);
            }
            return new RunRequest(
                    addresses,
                    first(run.port(), details.sshPort(), account.port()),
                    first(run.username(), details.username(), "root"),
                    credential,
                    line.bytes(),
                    task.commandId().value(),
                    run.timeout(),
                    first(run.outputLimit(), null, MOST_OUTPUT),
                    expectedHostKey(run, details, account),
                    redelivered,
                    account.mode());
        } catch (TaskFailure e) {
            wipe(credential);
            throw e;
        } catch (IllegalArgumentException e) {
            wipe(credential);
            throw TaskFailure.because(Failure.of(FailureCategory.INVALID, String.valueOf(e.getMessage())), e);
        }
    }

    /** The host key that was seen first belongs to the instance; another machine that a command names has its own. */
    private static Optional<String> expectedHostKey(RunOnInstance run, InstanceDetails details, SshAccount account) {
        if (run.hostKey() != null) {
            return Optional.of(run.hostKey());
        }
        return details.isItself(run.address(), run.port(), account.port())
                ? Optional.ofNullable(details.hostKey())
                : Optional.empty();
    }

    private static <T> T first(@Nullable T own, @Nullable T known, T otherwise) {
        if (own != null) {
            return own;
        }
        return known == null ? otherwise : known;
    }

    private static List<TargetAddress> addresses(RunOnInstance run, InstanceDetails details) throws TaskFailure {
        String own = run.address();
        if (own != null) {
            return named(own);
        }
        List<TargetAddress> reported = details.sshAddresses()
                .map(address -> new TargetAddress(address, TargetAddress.Origin.REPORTED_BY_PROVIDER))
                .distinct()
                .limit(RunRequest.MAX_ADDRESSES)
                .toList();
        if (reported.isEmpty()) {
            throw refused(FailureCategory.CONFLICT, "the instance has no address yet, and the command names none");
        }
        return reported;
    }

    private static List<TargetAddress> named(String address) throws TaskFailure {
        try {
            return TargetAddress.named(address);
        } catch (IllegalArgumentException e) {
            throw TaskFailure.because(Failure.of(FailureCategory.INVALID, String.valueOf(e.getMessage())), e);
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

    private static RunResult result(io.instancebus.worker.ssh.RunResult result, Redaction redaction) {
        return new RunResult(
                result.exitStatus().isPresent() ? result.exitStatus().getAsInt() : null,
                result.signal().orElse(null),
                redaction.of(result.output(), result.truncated()),
                result.truncated(),
                result.timedOut(),
                result.hostKey(),
                result.duration());
    }

    private static TaskFailure refused(FailureCategory category, String message) {
        return TaskFailure.because(Failure.of(category, message), null);
    }

    private static TaskFailure taskFailure(SshFailure e, Redaction redaction) {
        FailureKind kind = e.kind();
        String message = redaction.of(String.valueOf(e.getMessage()), false) + advice(kind);
        Failure failure = new Failure(category(kind), kind.name(), message, kind.retryable());
        return kind.outcomeUnknown() ? TaskFailure.outcomeUnknown(failure, e) : TaskFailure.because(failure, e);
    }

    private static String advice(FailureKind kind) {
        return kind == FailureKind.HOST_KEY_CHANGED
                ? ". If you know that it is the right machine, run a command with hostKey set to the key that it shows"
                : "";
    }

    private static FailureCategory category(FailureKind kind) {
        return switch (kind) {
            case CONNECT_FAILED, CONNECT_TIMEOUT, CHANNEL_REFUSED, SHELL_TIMEOUT, NOT_BEGUN, CLOSED ->
                FailureCategory.RETRYABLE;
            case AUTH_FAILED -> FailureCategory.AUTH;
            case HOST_KEY_CHANGED, RUN_ID_TAKEN -> FailureCategory.CONFLICT;
            case INVALID_KEY, PROTOCOL, TARGET_REFUSED -> FailureCategory.INVALID;
            case CONNECTION_LOST, NO_ANSWER, OUTCOME_UNKNOWN -> FailureCategory.INTERNAL;
        };
    }
}
