package io.instancebus.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an instance besides its state: what was asked, until the provider has said what is there. Every text
 * is made to fit, so that any event may carry it.
 *
 * @param nativeId the provider's id, once it is known
 * @param sshPort the port on which SSH answers; null for 22
 * @param hostKey the fingerprint (SHA256:…) of the SSH host key seen first
 * @param adminPassword sealed, where the provider answered the create with one
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

    /** Details of an instance of this image, of which nothing else is known yet. */
    public static InstanceDetailsBuilder builder(String imageId) {
        return new InstanceDetailsBuilder(imageId);
    }

    /** The same details, to be changed. */
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

    /** What was asked: all that is known before the provider has said anything. */
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
     * These details with what the answer to the create tells. The first native id stays, and so does the password that
     * came with it: a provider gives one once, and the same one sealed a second time tells nothing new.
     */
    public InstanceDetails answered(Report.Accepted answer) {
        String id = nativeId == null ? answer.nativeId() : nativeId;
        boolean itsOwn = id != null && id.equals(answer.nativeId());
        return toBuilder()
                .nativeId(id)
                .adminPassword(itsOwn && adminPassword == null ? answer.adminPassword() : adminPassword)
                .build();
    }

    /** The addresses at which the provider says that SSH can reach it, public ones first. */
    public Stream<String> sshAddresses() {
        return Stream.concat(publicAddresses.stream(), privateAddresses.stream())
                .filter(Address::reachable)
                .map(Address::address)
                .filter(address -> !address.isBlank());
    }

    /** Whether a run that names this address, or none, goes to an address that the provider reported. */
    public boolean reports(@Nullable String address) {
        return address == null || sshAddresses().anyMatch(address::equalsIgnoreCase);
    }

    /**
     * Whether a run that names this address and port, or leaves either out, goes to the instance's own SSH server. Another
     * port of the same address may be another machine: of a container it is the engine's host.
     *
     * @param usualPort where SSH answers when the provider reports no port
     */
    public boolean isItself(@Nullable String address, @Nullable Integer port, int usualPort) {
        return reports(address) && (port == null || port == (sshPort == null ? usualPort : sshPort));
    }

    /** Whether the look shows it at just the place that these details tell. */
    public boolean isAt(Report.Sighting sighting) {
        return Set.copyOf(publicAddresses).equals(Set.copyOf(sighting.publicAddresses()))
                && Set.copyOf(privateAddresses).equals(Set.copyOf(sighting.privateAddresses()))
                && Objects.equals(sshPort, sighting.sshPort());
    }

    /** These details at the place that a look shows: nothing of the place that they told is left. */
    public InstanceDetails at(Report.Sighting sighting) {
        return toBuilder()
                .publicAddresses(sameUnlessOthers(publicAddresses, sighting.publicAddresses()))
                .privateAddresses(sameUnlessOthers(privateAddresses, sighting.privateAddresses()))
                .sshPort(sighting.sshPort())
                .username(sighting.username() == null ? username : sighting.username())
                .build();
    }

    /** Whether a look has told when it was launched or where it is: it was up once. */
    public boolean shown() {
        return launchedAt != null || !publicAddresses.isEmpty() || !privateAddresses.isEmpty();
    }

    /** Whether the look was at another machine than the one that is known: it says nothing of this one. */
    public boolean contradict(Report.Sighting sighting) {
        return nativeId != null && sighting.nativeId() != null && !nativeId.equals(sighting.nativeId());
    }

    /**
     * These details as a look shows them: what the provider says takes the place of what was asked, and what it leaves out
     * stays. It shows all addresses; another order of them is no change.
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
