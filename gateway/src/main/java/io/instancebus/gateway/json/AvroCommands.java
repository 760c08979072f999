package io.instancebus.gateway.json;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.Credential;
import io.instancebus.avro.CredentialType;
import io.instancebus.avro.HardwareProfile;
import io.instancebus.avro.InstanceAction;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.avro.SealedText;
import io.instancebus.domain.Command;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Commands as they stand on the bus. */
public final class AvroCommands {
    private AvroCommands() {}

    public static InstanceCommand of(Command command) {
        InstanceCommand avro = new InstanceCommand();
        avro.setCommandId(command.commandId().value());
        avro.setInstanceId(command.instanceId().value());
        avro.setActor(command.actor());
        avro.setIssuedAt(command.issuedAt());
        avro.setCorrelationId(command.correlationId());
        avro.setExpectedVersion(command.expectedVersion());
        avro.setExpiresAt(command.expiresAt());
        avro.setType(command.body().getClass().getSimpleName());
        switch (command.body()) {
            case Command.CreateInstance create -> avro.setCreateInstance(create(create));
            case Command.InstanceAction action -> avro.setInstanceAction(action(action));
            case Command.RunOnInstance run -> avro.setRunOnInstance(run(run));
        }
        return avro;
    }

    private static CreateInstance create(Command.CreateInstance create) {
        return new CreateInstance(
                create.account(),
                create.imageId(),
                create.realmId(),
                profile(create.hardwareProfile()),
                create.name(),
                create.keyName(),
                create.firewalls(),
                text(create.userData()),
                create.tags(),
                create.replyKey() == null
                        ? null
                        : ByteBuffer.wrap(create.replyKey().toArray()));
    }

    private static InstanceAction action(Command.InstanceAction action) {
        io.instancebus.avro.Action word = switch (action.action()) {
            case START -> io.instancebus.avro.Action.START;
            case STOP -> io.instancebus.avro.Action.STOP;
            case REBOOT -> io.instancebus.avro.Action.REBOOT;
            case DESTROY -> io.instancebus.avro.Action.DESTROY;
        };
        return new InstanceAction(word, action.force());
    }

    private static RunOnInstance run(Command.RunOnInstance run) {
        return new RunOnInstance(
                text(run.commandLine()),
                credential(run.credential()),
                run.username(),
                run.address(),
                run.port(),
                run.timeoutSeconds(),
                run.outputLimit(),
                run.hostKey());
    }

    private static @Nullable HardwareProfile profile(io.instancebus.domain.@Nullable HardwareProfile profile) {
        return profile == null ? null : new HardwareProfile(profile.id(), profile.overrides());
    }

    private static @Nullable Credential credential(io.instancebus.domain.@Nullable Credential credential) {
        if (credential == null) {
            return null;
        }
        CredentialType type = switch (credential.type()) {
            case PASSWORD -> CredentialType.PASSWORD;
            case PRIVATE_KEY -> CredentialType.PRIVATE_KEY;
        };
        return new Credential(type, text(credential.secret()), text(credential.passphrase()));
    }

    private static @Nullable ProtectedText text(io.instancebus.domain.@Nullable ProtectedText text) {
        return switch (text) {
            case null -> null;
            case io.instancebus.domain.ProtectedText.Clear(String clear) -> new ProtectedText(clear, null, null);
            case io.instancebus.domain.ProtectedText.Sealed sealed -> new ProtectedText(null, sealed(sealed), null);
            case io.instancebus.domain.ProtectedText.Reference(String reference) ->
                new ProtectedText(null, null, reference);
        };
    }

    private static SealedText sealed(io.instancebus.domain.ProtectedText.Sealed sealed) {
        return new SealedText(
                sealed.keyId(),
                ByteBuffer.wrap(sealed.encapsulatedKey().toArray()),
                ByteBuffer.wrap(sealed.ciphertext().toArray()));
    }
}
