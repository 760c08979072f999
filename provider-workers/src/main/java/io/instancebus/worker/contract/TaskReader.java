package io.instancebus.worker.contract;

import io.instancebus.avro.ActionTask;
import io.instancebus.avro.CreateTask;
import io.instancebus.avro.ProviderTask;
import io.instancebus.avro.RunTask;
import io.instancebus.avro.StrayTask;
import io.instancebus.domain.Action;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Credential;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Task;
import io.instancebus.domain.Text;
import io.instancebus.schemas.serde.AvroTexts;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tasks from the bus. What cannot be understood is an IllegalArgumentException whose message holds no secret. */
public final class TaskReader {
    private TaskReader() {}

    public static Task task(ProviderTask avro) {
        AvroTexts.replaceAll(avro, Text::kept);
        return new Task(
                avro.getTaskId(),
                avro.getAttempt(),
                new InstanceId(avro.getInstanceId()),
                new CommandId(avro.getCommandId()),
                avro.getCommandIssuedAt(),
                avro.getAccount(),
                ProviderType.of(avro.getProvider()),
                avro.getRequestKey(),
                avro.getIssuedAt(),
                avro.getNotAfter(),
                body(avro));
    }

    private static Task.Body body(ProviderTask avro) {
        CreateTask create = avro.getCreateTask();
        ActionTask action = avro.getActionTask();
        RunTask run = avro.getRunTask();
        StrayTask stray = avro.getStrayTask();
        long bodies =
                Stream.of(create, action, run, stray).filter(Objects::nonNull).count();
        if (bodies != 1) {
            throw new InvalidCommand("a task of type \"" + avro.getType() + "\" has " + bodies
                    + " bodies that this release knows; it must have one");
        }
        if (create != null) {
            return new Task.Create(create(create.getSpec()), create.getNativeId());
        }
        if (action != null) {
            return new Task.Act(action(action.getAction()), action.getForce(), action.getNativeId());
        }
        if (stray != null) {
            return new Task.DestroyStray(stray.getNativeId(), stray.getKept());
        }
        RunTask only = Objects.requireNonNull(run);
        return new Task.Run(run(only.getRun()), DetailsReader.details(only.getDetails()));
    }

    private static Command.CreateInstance create(io.instancebus.avro.CreateInstance avro) {
        return new Command.CreateInstance(
                avro.getAccount(),
                avro.getImageId(),
                avro.getRealmId(),
                DetailsReader.hardwareProfile(avro.getHardwareProfile()),
                avro.getName(),
                avro.getKeyName(),
                avro.getFirewalls(),
                optional(avro.getUserData()),
                avro.getTags(),
                avro.getReplyKey() == null ? null : SealedTexts.bytes(avro.getReplyKey()));
    }

    private static Action action(io.instancebus.avro.Action avro) {
        return switch (avro) {
            case START -> Action.START;
            case STOP -> Action.STOP;
            case REBOOT -> Action.REBOOT;
            case DESTROY -> Action.DESTROY;
            case UNKNOWN -> throw new InvalidCommand("the task's action is not known to this release");
        };
    }

    private static Command.RunOnInstance run(io.instancebus.avro.RunOnInstance avro) {
        return new Command.RunOnInstance(
                text(avro.getCommandLine()),
                credential(avro.getCredential()),
                avro.getUsername(),
                avro.getAddress(),
                avro.getPort(),
                avro.getTimeoutSeconds(),
                avro.getOutputLimit(),
                avro.getHostKey());
    }

    private static @Nullable Credential credential(io.instancebus.avro.@Nullable Credential avro) {
        return avro == null
                ? null
                : new Credential(type(avro.getType()), text(avro.getSecret()), optional(avro.getPassphrase()));
    }

    private static Credential.Type type(io.instancebus.avro.CredentialType avro) {
        return switch (avro) {
            case PASSWORD -> Credential.Type.PASSWORD;
            case PRIVATE_KEY -> Credential.Type.PRIVATE_KEY;
            case UNKNOWN -> throw new InvalidCommand("the credential's type is not known to this release");
        };
    }

    private static @Nullable ProtectedText optional(io.instancebus.avro.@Nullable ProtectedText avro) {
        return avro == null ? null : text(avro);
    }

    private static ProtectedText text(io.instancebus.avro.ProtectedText avro) {
        io.instancebus.avro.SealedText sealed = avro.getSealed();
        String clear = avro.getClear();
        String reference = avro.getReference();
        if (Stream.of(sealed, clear, reference).filter(Objects::nonNull).count() != 1) {
            throw new InvalidCommand("a protected text must be exactly one of clear, sealed and reference");
        }
        if (sealed != null) {
            return SealedTexts.sealed(sealed);
        }
        return clear != null
                ? new ProtectedText.Clear(clear)
                : new ProtectedText.Reference(Objects.requireNonNull(reference));
    }
}
