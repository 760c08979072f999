package io.instancebus.command.mapping;

import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.ProtectedText;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values that several messages share. */
public final class ValueMapping {
    private ValueMapping() {}

    static @Nullable HardwareProfile hardwareProfile(io.instancebus.avro.@Nullable HardwareProfile avro) {
        return avro == null ? null : new HardwareProfile(avro.getId(), avro.getOverrides());
    }

    static io.instancebus.avro.@Nullable HardwareProfile avro(@Nullable HardwareProfile profile) {
        return profile == null ? null : new io.instancebus.avro.HardwareProfile(profile.id(), profile.overrides());
    }

    /** @throws InvalidCommand if none or several of its forms are set, or the one that is set is not allowed */
    static ProtectedText protectedText(String field, io.instancebus.avro.ProtectedText avro) {
        long forms = Stream.of(avro.getClear(), avro.getSealed(), avro.getReference())
                .filter(form -> form != null)
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
        return sealed(avro.getSealed());
    }

    private static ProtectedText.Sealed sealed(io.instancebus.avro.SealedText avro) {
        return new ProtectedText.Sealed(avro.getKeyId(), bytes(avro.getEncapsulatedKey()), bytes(avro.getCiphertext()));
    }

    static io.instancebus.avro.ProtectedText avro(ProtectedText text) {
        return switch (text) {
            case ProtectedText.Clear(String clear) -> new io.instancebus.avro.ProtectedText(clear, null, null);
            case ProtectedText.Reference(String reference) ->
                new io.instancebus.avro.ProtectedText(null, null, reference);
            case ProtectedText.Sealed sealed -> new io.instancebus.avro.ProtectedText(null, avro(sealed), null);
        };
    }

    private static io.instancebus.avro.SealedText avro(ProtectedText.Sealed sealed) {
        return new io.instancebus.avro.SealedText(
                sealed.keyId(),
                ByteBuffer.wrap(sealed.encapsulatedKey().toArray()),
                ByteBuffer.wrap(sealed.ciphertext().toArray()));
    }

    static @Nullable AdminPassword adminPassword(io.instancebus.avro.@Nullable AdminPassword avro) {
        return avro == null
                ? null
                : new AdminPassword(
                        new CommandId(avro.getCommandId()),
                        avro.getToRequester() == null ? null : sealed(avro.getToRequester()),
                        avro.getToWorkers() == null ? null : sealed(avro.getToWorkers()));
    }

    private static io.instancebus.avro.@Nullable AdminPassword avro(@Nullable AdminPassword password) {
        return password == null
                ? null
                : new io.instancebus.avro.AdminPassword(
                        password.commandId().value(),
                        password.toRequester() == null ? null : avro(password.toRequester()),
                        password.toWorkers() == null ? null : avro(password.toWorkers()));
    }

    static Bytes bytes(ByteBuffer buffer) {
        byte[] content = new byte[buffer.remaining()];
        buffer.duplicate().get(content);
        return new Bytes(content);
    }

    /** A category that this version does not know counts as INTERNAL, which nobody tries again by itself. */
    static Failure failure(io.instancebus.avro.Failure avro) {
        FailureCategory category = avro.getCategory() == io.instancebus.avro.FailureCategory.UNKNOWN
                ? FailureCategory.INTERNAL
                : FailureCategory.valueOf(avro.getCategory().name());
        return new Failure(category, avro.getProviderCode(), avro.getMessage(), avro.getRetryable());
    }

    static io.instancebus.avro.Failure avro(Failure failure) {
        return new io.instancebus.avro.Failure(
                io.instancebus.avro.FailureCategory.valueOf(failure.category().name()),
                failure.providerCode(),
                failure.message(),
                failure.retryable());
    }

    /** Addresses of a type that this version does not know are left out. */
    static List<Address> addresses(List<io.instancebus.avro.Address> avro) {
        return avro.stream()
                .filter(address -> address.getType() != io.instancebus.avro.AddressType.UNKNOWN)
                .map(address -> new Address(
                        address.getAddress(),
                        AddressType.valueOf(address.getType().name())))
                .toList();
    }

    private static List<io.instancebus.avro.Address> avro(List<Address> addresses) {
        return addresses.stream()
                .map(address -> new io.instancebus.avro.Address(
                        address.address(),
                        io.instancebus.avro.AddressType.valueOf(address.type().name())))
                .toList();
    }

    /** What {@link #avro(InstanceDetails)} made. */
    public static InstanceDetails details(io.instancebus.avro.InstanceDetails avro) {
        return new InstanceDetails(
                avro.getName(),
                avro.getImageId(),
                avro.getRealmId(),
                hardwareProfile(avro.getHardwareProfile()),
                avro.getKeyName(),
                avro.getFirewalls(),
                avro.getTags(),
                avro.getOwnerId(),
                avro.getNativeId(),
                addresses(avro.getPublicAddresses()),
                addresses(avro.getPrivateAddresses()),
                avro.getSshPort(),
                avro.getLaunchedAt(),
                avro.getUsername(),
                avro.getHostKey(),
                adminPassword(avro.getAdminPassword()));
    }

    public static io.instancebus.avro.InstanceDetails avro(InstanceDetails details) {
        return new io.instancebus.avro.InstanceDetails(
                details.name(),
                details.imageId(),
                details.realmId(),
                avro(details.hardwareProfile()),
                details.keyName(),
                details.firewalls(),
                details.tags(),
                details.ownerId(),
                details.nativeId(),
                avro(details.publicAddresses()),
                avro(details.privateAddresses()),
                details.sshPort(),
                details.launchedAt(),
                details.username(),
                details.hostKey(),
                avro(details.adminPassword()));
    }
}
