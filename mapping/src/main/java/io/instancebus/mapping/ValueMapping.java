package io.instancebus.mapping;

import io.instancebus.domain.Address;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.Failure;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceDetails;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maps values that several records share. */
public final class ValueMapping {
    private ValueMapping() {}

    static Bytes bytes(ByteBuffer buffer) {
        byte[] content = new byte[buffer.remaining()];
        buffer.duplicate().get(content);
        return new Bytes(content);
    }

    static io.instancebus.avro.@Nullable HardwareProfile toAvro(@Nullable HardwareProfile profile) {
        return profile == null ? null : new io.instancebus.avro.HardwareProfile(profile.id(), profile.overrides());
    }

    static @Nullable HardwareProfile fromAvro(io.instancebus.avro.@Nullable HardwareProfile avro) {
        return avro == null ? null : new HardwareProfile(avro.getId(), avro.getOverrides());
    }

    static io.instancebus.avro.Failure toAvro(Failure failure) {
        return new io.instancebus.avro.Failure(
                EnumMapping.toAvro(failure.category()), failure.providerCode(), failure.message(), failure.retryable());
    }

    static Failure fromAvro(io.instancebus.avro.Failure avro) {
        return new Failure(
                EnumMapping.fromAvro(avro.getCategory()),
                avro.getProviderCode(),
                avro.getMessage(),
                avro.getRetryable());
    }

    static List<io.instancebus.avro.Address> toAvro(List<Address> addresses) {
        return addresses.stream()
                .map(address -> new io.instancebus.avro.Address(address.address(), EnumMapping.toAvro(address.type())))
                .toList();
    }

    /** Omits addresses of an unknown type. */
    static List<Address> fromAvro(List<io.instancebus.avro.Address> avro) {
        return avro.stream()
                .flatMap(address ->
                        EnumMapping.fromAvro(address.getType())
                                .map(type -> new Address(address.getAddress(), type))
                                .stream())
                .toList();
    }

    public static io.instancebus.avro.InstanceDetails toAvro(InstanceDetails details) {
        return new io.instancebus.avro.InstanceDetails(
                details.name(),
                details.imageId(),
                details.realmId(),
                toAvro(details.hardwareProfile()),
                details.keyName(),
                details.firewalls(),
                details.tags(),
                details.ownerId(),
                details.nativeId(),
                toAvro(details.publicAddresses()),
                toAvro(details.privateAddresses()),
                details.sshPort(),
                details.launchedAt(),
                details.username(),
                details.hostKey(),
                SecretMapping.toAvro(details.adminPassword()));
    }

    /** @throws IllegalArgumentException if its hardware profile breaks a bound, or its password is sealed to no key */
    public static InstanceDetails fromAvro(io.instancebus.avro.InstanceDetails avro) {
        return new InstanceDetails(
                avro.getName(),
                avro.getImageId(),
                avro.getRealmId(),
                fromAvro(avro.getHardwareProfile()),
                avro.getKeyName(),
                avro.getFirewalls(),
                avro.getTags(),
                avro.getOwnerId(),
                avro.getNativeId(),
                fromAvro(avro.getPublicAddresses()),
                fromAvro(avro.getPrivateAddresses()),
                avro.getSshPort(),
                avro.getLaunchedAt(),
                avro.getUsername(),
                avro.getHostKey(),
                SecretMapping.fromAvro(avro.getAdminPassword()));
    }
}
