package io.instancebus.worker.contract;

import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.Text;
import io.instancebus.schemas.serde.AvroTexts;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Details of an instance from the bus. */
public final class DetailsReader {
    private DetailsReader() {}

    /**
     * A symbol that this release does not know leaves its address out, and text that an older one took is made to fit;
     * the rest still serves.
     */
    public static InstanceDetails details(io.instancebus.avro.InstanceDetails avro) {
        AvroTexts.replaceAll(avro, Text::kept);
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

    private static @Nullable AdminPassword adminPassword(io.instancebus.avro.@Nullable AdminPassword avro) {
        return avro == null
                ? null
                : new AdminPassword(
                        new CommandId(avro.getCommandId()),
                        avro.getToRequester() == null ? null : SealedTexts.sealed(avro.getToRequester()),
                        avro.getToWorkers() == null ? null : SealedTexts.sealed(avro.getToWorkers()));
    }

    static @Nullable HardwareProfile hardwareProfile(io.instancebus.avro.@Nullable HardwareProfile avro) {
        return avro == null ? null : new HardwareProfile(avro.getId(), avro.getOverrides());
    }

    public static List<Address> addresses(List<io.instancebus.avro.Address> avro) {
        return avro.stream()
                .flatMap(address ->
                        type(address.getType()).map(type -> new Address(address.getAddress(), type)).stream())
                .toList();
    }

    private static Optional<AddressType> type(io.instancebus.avro.AddressType avro) {
        return switch (avro) {
            case IPV4 -> Optional.of(AddressType.IPV4);
            case IPV6 -> Optional.of(AddressType.IPV6);
            case HOSTNAME -> Optional.of(AddressType.HOSTNAME);
            case MAC -> Optional.of(AddressType.MAC);
            case VNC -> Optional.of(AddressType.VNC);
            case UNKNOWN -> Optional.empty();
        };
    }
}
