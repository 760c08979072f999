package io.instancebus.projector.fold;

import io.instancebus.avro.Address;
import io.instancebus.avro.HardwareProfile;
import io.instancebus.avro.InstanceDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An instance's details as the columns of its row: text that every database can store; lists and maps as JSON. */
public record DetailColumns(
        @Nullable String name,
        String imageId,
        @Nullable String realmId,
        @Nullable String hardwareProfile,
        @Nullable String keyName,
        String firewalls,
        String tags,
        @Nullable String ownerId,
        @Nullable String nativeId,
        String publicAddresses,
        String privateAddresses,
        @Nullable Integer sshPort,
        @Nullable Instant launchedAt,
        @Nullable String username,
        @Nullable String hostKey,
        @Nullable String adminPassword) {

    /** The columns of an instance whose details are not known yet. */
    public static final DetailColumns UNKNOWN = of(new InstanceDetails(
            null, "", null, null, null, List.of(), Map.of(), null, null, List.of(), List.of(), null, null, null, null,
            null));

    static DetailColumns of(InstanceDetails details) {
        return new DetailColumns(
                StoredText.wordOrNull(details.getName()),
                StoredText.of(details.getImageId()),
                StoredText.ofNullable(details.getRealmId()),
                details.getHardwareProfile() == null ? null : profile(details.getHardwareProfile()),
                StoredText.ofNullable(details.getKeyName()),
                AvroJson.of(StoredText.of(details.getFirewalls())),
                AvroJson.of(StoredText.of(details.getTags())),
                StoredText.ofNullable(details.getOwnerId()),
                StoredText.ofNullable(details.getNativeId()),
                addresses(details.getPublicAddresses()),
                addresses(details.getPrivateAddresses()),
                details.getSshPort(),
                StoredText.ofNullable(details.getLaunchedAt()),
                StoredText.ofNullable(details.getUsername()),
                StoredText.ofNullable(details.getHostKey()),
                details.getAdminPassword() == null ? null : AvroJson.of(details.getAdminPassword()));
    }

    private static String profile(HardwareProfile profile) {
        return AvroJson.of(
                new HardwareProfile(StoredText.ofNullable(profile.getId()), StoredText.of(profile.getOverrides())));
    }

    private static String addresses(List<Address> addresses) {
        List<Address> stored = new ArrayList<>();
        addresses.forEach(address -> stored.add(new Address(StoredText.of(address.getAddress()), address.getType())));
        return AvroJson.of(stored);
    }
}
