package io.instancebus.mapping;

import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Credential;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.ProtectedText;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps values that hold or name a secret. No exception's message shows a secret. */
public final class SecretMapping {
    private SecretMapping() {}

    static io.instancebus.avro.ProtectedText toAvro(ProtectedText text) {
        return switch (text) {
            case ProtectedText.Clear(String clear) -> new io.instancebus.avro.ProtectedText(clear, null, null);
            case ProtectedText.Sealed sealed -> new io.instancebus.avro.ProtectedText(null, toAvro(sealed), null);
            case ProtectedText.Reference(String reference) ->
                new io.instancebus.avro.ProtectedText(null, null, reference);
        };
    }

    /**
     * @param field the path of the field in the command, for the message
     * @throws InvalidCommand if no form or several forms are set, or the form is not allowed
     */
    static ProtectedText fromAvro(String field, io.instancebus.avro.ProtectedText avro) {
        long forms = Stream.of(avro.getClear(), avro.getSealed(), avro.getReference())
                .filter(Objects::nonNull)
                .count();
        if (forms != 1) {
            throw new InvalidCommand(field + " must have exactly one of clear, sealed and reference, and has " + forms);
        }
        if (avro.getClear() != null) {
            return new ProtectedText.Clear(avro.getClear());
        }
        if (avro.getReference() != null) {
            return new ProtectedText.Reference(avro.getReference());
        }
        return fromAvro(avro.getSealed());
    }

    public static io.instancebus.avro.SealedText toAvro(ProtectedText.Sealed sealed) {
        return new io.instancebus.avro.SealedText(
                sealed.keyId(),
                ByteBuffer.wrap(sealed.encapsulatedKey().toArray()),
                ByteBuffer.wrap(sealed.ciphertext().toArray()));
    }

    /** @throws InvalidCommand if it cannot be the result of sealing */
    public static ProtectedText.Sealed fromAvro(io.instancebus.avro.SealedText avro) {
        return new ProtectedText.Sealed(
                avro.getKeyId(),
                ValueMapping.bytes(avro.getEncapsulatedKey()),
                ValueMapping.bytes(avro.getCiphertext()));
    }

    static io.instancebus.avro.Credential toAvro(Credential credential) {
        return new io.instancebus.avro.Credential(
                EnumMapping.toAvro(credential.type()),
                toAvro(credential.secret()),
                credential.passphrase() == null ? null : toAvro(credential.passphrase()));
    }

    static Credential fromAvro(io.instancebus.avro.Credential avro) {
        return new Credential(
                EnumMapping.fromAvro(avro.getType()),
                fromAvro("credential.secret", avro.getSecret()),
                avro.getPassphrase() == null ? null : fromAvro("credential.passphrase", avro.getPassphrase()));
    }

    static io.instancebus.avro.@Nullable AdminPassword toAvro(@Nullable AdminPassword password) {
        return password == null
                ? null
                : new io.instancebus.avro.AdminPassword(
                        password.commandId().value(),
                        password.toRequester() == null ? null : toAvro(password.toRequester()),
                        password.toWorkers() == null ? null : toAvro(password.toWorkers()));
    }

    /** @throws IllegalArgumentException if it is sealed to no key, or cannot be the result of sealing */
    static @Nullable AdminPassword fromAvro(io.instancebus.avro.@Nullable AdminPassword avro) {
        return avro == null
                ? null
                : new AdminPassword(
                        new CommandId(avro.getCommandId()),
                        avro.getToRequester() == null ? null : fromAvro(avro.getToRequester()),
                        avro.getToWorkers() == null ? null : fromAvro(avro.getToWorkers()));
    }
}
