package io.instancebus.worker.run;

import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.Command.RunOnInstance;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.Task;
import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.schemas.sealing.SealedUse;
import io.instancebus.worker.hand.TaskFailure;
import io.instancebus.worker.hand.UserData;
import io.instancebus.worker.secret.CommandSecrets;
import io.instancebus.worker.secret.Purpose;
import java.time.Instant;

/** Opens the protected texts of a task's command. */
public final class OpenedSecrets implements UserData {
    private final CommandSecrets secrets;

    public OpenedSecrets(CommandSecrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public byte[] open(Task task, CreateInstance create, ProtectedText text) throws TaskFailure {
        SealedUse use = SealedUse.userData(
                task.commandId().value(),
                task.instanceId().value(),
                issuedAt(task),
                create.account(),
                create.imageId());
        try (Secret secret = secrets.open(text, Purpose.USER_DATA, task.account(), use)) {
            return secret.bytes();
        } catch (SecretFailure e) {
            throw taskFailure(e);
        }
    }

    /** Opens a text of the task's run. */
    Secret open(Task task, RunOnInstance run, ProtectedText text, Purpose purpose) throws TaskFailure {
        SealedUse use = SealedUse.run(
                purpose.field(),
                task.commandId().value(),
                task.instanceId().value(),
                issuedAt(task),
                run.username(),
                run.address(),
                run.port(),
                run.hostKey());
        try {
            return secrets.open(text, purpose, task.account(), use);
        } catch (SecretFailure e) {
            throw taskFailure(e);
        }
    }

    /** Opens the password from the answer to the create of the task's instance. */
    Secret open(Task task, CommandId create, ProtectedText.Sealed adminPassword) throws TaskFailure {
        try {
            return secrets.unseal(
                    adminPassword,
                    SealedUse.adminPassword(create.value(), task.instanceId().value()));
        } catch (SecretFailure e) {
            throw taskFailure(e);
        }
    }

    /** The command's issuedAt; no sealed text opens for a task without it. */
    private static Instant issuedAt(Task task) {
        Instant told = task.commandIssuedAt();
        return told == null ? Instant.EPOCH : told;
    }

    static TaskFailure taskFailure(SecretFailure e) {
        return TaskFailure.because(
                new Failure(category(e.kind()), e.kind().name(), String.valueOf(e.getMessage()), false), e);
    }

    private static FailureCategory category(SecretFailure.Kind kind) {
        return switch (kind) {
            case MALFORMED, CLEAR_REFUSED, SEAL_REFUSED, REFERENCE_REFUSED -> FailureCategory.INVALID;
            case NOT_FOUND -> FailureCategory.NOT_FOUND;
            case UNREADABLE -> FailureCategory.INTERNAL;
        };
    }
}
