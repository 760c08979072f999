package io.instancebus.worker.run;

import io.instancebus.domain.CommandId;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.Task;
import io.instancebus.schemas.sealing.SecretField;
import io.instancebus.worker.contract.ProtectedTextWriter;
import io.instancebus.worker.hand.NotDone;
import io.instancebus.worker.hand.UserData;
import io.instancebus.worker.secret.Secret;
import io.instancebus.worker.secret.SecretFailure;
import io.instancebus.worker.secret.SecretResolver;

/** The protected texts of a task's command, opened. */
public final class OpenedSecrets implements UserData {
    private final SecretResolver resolver;

    public OpenedSecrets(SecretResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public byte[] open(Task task, ProtectedText text) throws NotDone {
        try (Secret secret = open(task, text, SecretField.USER_DATA, SecretResolver.Clear.ALLOWED)) {
            return secret.bytes();
        }
    }

    /** The password that answered the create of the task's instance. */
    Secret open(Task task, CommandId create, ProtectedText.Sealed adminPassword) throws NotDone {
        return open(create, task.instanceId(), adminPassword, SecretField.ADMIN_PASSWORD, SecretResolver.Clear.REFUSED);
    }

    /** @param field one of {@link SecretField} */
    Secret open(Task task, ProtectedText text, String field, SecretResolver.Clear clear) throws NotDone {
        return open(task.commandId(), task.instanceId(), text, field, clear);
    }

    private Secret open(
            CommandId commandId, InstanceId instanceId, ProtectedText text, String field, SecretResolver.Clear clear)
            throws NotDone {
        try {
            return resolver.resolve(
                    ProtectedTextWriter.avro(text), commandId.value(), instanceId.value(), field, clear);
        } catch (SecretFailure e) {
            throw NotDone.because(
                    new Failure(category(e.kind()), e.kind().name(), String.valueOf(e.getMessage()), false), e);
        }
    }

    private static FailureCategory category(SecretFailure.Kind kind) {
        return switch (kind) {
            case MALFORMED, CLEAR_REFUSED, SEAL_REFUSED, REFERENCE_REFUSED -> FailureCategory.INVALID;
            case NOT_FOUND -> FailureCategory.NOT_FOUND;
            case UNREADABLE -> FailureCategory.INTERNAL;
        };
    }
}
