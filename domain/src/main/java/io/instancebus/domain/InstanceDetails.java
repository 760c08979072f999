package io.instancebus.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The details of an instance besides its state: the requested ones, until the provider reports the actual ones. Every
 * text is cut to its bound, so that any event may carry it.
 *
 * @param nativeId the provider's id, once it is known
 * @param sshPort the port on which SSH answers; null for 22
 * @param hostKey the fingerprint (SHA256:…) of the SSH host key seen first
 * @param adminPassword sealed; null unless the provider answered the create with one
 */
public record InstanceDetails(
        @Nullable String name,
        String imageId,
        @Nullable String realmId,
        @Nullable HardwareProfile hardwareProfile,
        @Nullable String keyName,
        List<String> firewalls,
        Map<String, String> tags,
        @Nullable String ownerId,
        @Nullable String nativeId,
        List<Address> publicAddresses,
        List<Address> privateAddresses,
        @Nullable Integer sshPort,
        @Nullable Instant launchedAt,
        @Nullable String username,
        @Nullable String hostKey,
        @Nullable AdminPassword adminPassword) {

    public InstanceDetails {
        name = Text.fitOrNull(name, Text.WORD);
        imageId = Text.fit(imageId, Text.WORD);
        realmId = Text.fitOrNull(realmId, Text.WORD);
        hardwareProfile = hardwareProfile == null ? null : hardwareProfile.fit();
        keyName = Text.fitOrNull(keyName, Text.WORD);
        firewalls = Text.fit(firewalls, Text.WORD);
        tags = Text.fit(tags, Text.TAG);
        ownerId = Text.fitOrNull(ownerId, Text.WORD);
        nativeId = Text.fitOrNull(nativeId, Text.NATIVE_ID);
        launchedAt = launchedAt == null ? null : Times.fit(launchedAt);
        username = Text.fitOrNull(username, Text.WORD);
        hostKey = Text.fitOrNull(hostKey, Text.WORD);
        publicAddresses = List.copyOf(publicAddresses);
        privateAddresses = List.copyOf(privateAddresses);
    }

    /** Details with this image and nothing else. */
    public static InstanceDetailsBuilder builder(String imageId) {
        return new InstanceDetailsBuilder(imageId);
    }

    /** A builder with these details. */
    public InstanceDetailsBuilder toBuilder() {
        return new InstanceDetailsBuilder(imageId)
                .name(name)
                .realmId(realmId)
                .hardwareProfile(hardwareProfile)
                .keyName(keyName)
                .firewalls(firewalls)
                .tags(tags)
                .ownerId(ownerId)
                .nativeId(nativeId)
                .publicAddresses(publicAddresses)
                .privateAddresses(privateAddresses)
                .sshPort(sshPort)
                .launchedAt(launchedAt)
                .username(username)
                .hostKey(hostKey)
                .adminPassword(adminPassword);
    }

    /** The requested details, which are all that is known before the provider reports. */
    public static InstanceDetails requested(Command.CreateInstance create) {
        return builder(create.imageId())
                .name(create.name())
                .realmId(create.realmId())
                .hardwareProfile(create.hardwareProfile())
                .keyName(create.keyName())
                .firewalls(create.firewalls())
                .tags(create.tags())
                .build();
    }

    public InstanceDetails withHostKey(String fingerprint) {
        return toBuilder().hostKey(fingerprint).build();
    }

    /**
     * These details with those of the answer to the create. The first native id stays, and so does its password: a
     * provider gives it only once, and a second sealed copy adds nothing.
     */
    public InstanceDetails answered(Report.Accepted answer) {
        String id = nativeId == null ? answer.nativeId() : nativeId;
        boolean itsOwn = id != null && id.equals(answer.nativeId());
        return toBuilder()
                .nativeId(id)
                .adminPassword(itsOwn && adminPassword == null ? answer.adminPassword() : adminPassword)
                .build();
    }

    /** The addresses for SSH that the provider reports, public ones first. */
    public Stream<String> sshAddresses() {
        return Stream.concat(publicAddresses.stream(), privateAddresses.stream())
                .filter(Address::reachable)
                .map(Address::address)
                .filter(address -> !address.isBlank());
    }

    /** Whether a run with this address, or without one, goes to an address that the provider reported. */
    public boolean reports(@Nullable String address) {
        return address == null || sshAddresses().anyMatch(address::equalsIgnoreCase);
    }

    /**
     * Whether a run with this address and port, either of which may be null, goes to the instance's own SSH server.
     * Another port of the same address may belong to another machine: for a container, to the engine's host.
     *
     * @param usualPort the SSH port if the provider reports none
     */
    public boolean isItself(@Nullable String address, @Nullable Integer port, int usualPort) {
        return reports(address) && (port == null || port == (sshPort == null ? usualPort : sshPort));
    }

    /** Whether the sighting has exactly the addresses and port of these details. */
    public boolean isAt(Report.Sighting sighting) {
        return Set.copyOf(publicAddresses).equals(Set.copyOf(sighting.publicAddresses()))
                && Set.copyOf(privateAddresses).equals(Set.copyOf(sighting.privateAddresses()))
                && Objects.equals(sshPort, sighting.sshPort());
    }

    /** These details with the addresses and port of the sighting; none of their own stays. */
    public InstanceDetails at(Report.Sighting sighting) {
        return toBuilder()
                .publicAddresses(sameUnlessOthers(publicAddresses, sighting.publicAddresses()))
                .privateAddresses(sameUnlessOthers(privateAddresses, sighting.privateAddresses()))
                .sshPort(sighting.sshPort())
                .username(sighting.username() == null ? username : sighting.username())
                .build();
    }

    /** Whether an observation has reported a launch time or an address: then the instance was up at least once. */
    public boolean shown() {
        return launchedAt != null || !publicAddresses.isEmpty() || !privateAddresses.isEmpty();
    }

    /** Whether the sighting is of another machine than the known one, and so says nothing about this instance. */
    public boolean contradict(Report.Sighting sighting) {
        return nativeId != null && sighting.nativeId() != null && !nativeId.equals(sighting.nativeId());
    }

    /**
     * These details updated by a sighting: reported values replace requested ones, and unreported values stay. A
     * sighting has all addresses; another order of them is no change.
     */
    public InstanceDetails seen(Report.Sighting sighting) {
        Configuration configuration = sighting.configuration();
        return toBuilder()
                .name(configuration.nameOr(name))
                .imageId(configuration.imageOr(imageId))
                .realmId(configuration.realmOr(realmId))
                .hardwareProfile(configuration.hardwareProfileOr(hardwareProfile))
                .keyName(configuration.keyNameOr(keyName))
                .firewalls(configuration.firewallsOr(firewalls))
                .ownerId(sighting.ownerId() == null ? ownerId : sighting.ownerId())
                .nativeId(sighting.nativeId() == null ? nativeId : sighting.nativeId())
                .publicAddresses(sameUnlessOthers(publicAddresses, sighting.publicAddresses()))
                .privateAddresses(sameUnlessOthers(privateAddresses, sighting.privateAddresses()))
                .sshPort(sighting.sshPort() == null ? sshPort : sighting.sshPort())
                .launchedAt(sighting.launchedAt() == null ? launchedAt : sighting.launchedAt())
                .username(sighting.username() == null ? username : sighting.username())
                .build();
    }

    private static List<Address> sameUnlessOthers(List<Address> known, List<Address> seen) {
        return Set.copyOf(known).equals(Set.copyOf(seen)) ? known : seen;
    }
}
