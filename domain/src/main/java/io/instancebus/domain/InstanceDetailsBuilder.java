package io.instancebus.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds details. A value that is not set is unknown. Not thread-safe. */
public final class InstanceDetailsBuilder {
    private String imageId;
    private @Nullable String name;
    private @Nullable String realmId;
    private @Nullable HardwareProfile hardwareProfile;
    private @Nullable String keyName;
    private List<String> firewalls = List.of();
    private Map<String, String> tags = Map.of();
    private @Nullable String ownerId;
    private @Nullable String nativeId;
    private List<Address> publicAddresses = List.of();
    private List<Address> privateAddresses = List.of();
    private @Nullable Integer sshPort;
    private @Nullable Instant launchedAt;
    private @Nullable String username;
    private @Nullable String hostKey;
    private @Nullable AdminPassword adminPassword;

    InstanceDetailsBuilder(String imageId) {
        this.imageId = imageId;
    }

    public InstanceDetailsBuilder imageId(String value) {
        this.imageId = value;
        return this;
    }

    public InstanceDetailsBuilder name(@Nullable String value) {
        this.name = value;
        return this;
    }

    public InstanceDetailsBuilder realmId(@Nullable String value) {
        this.realmId = value;
        return this;
    }

    public InstanceDetailsBuilder hardwareProfile(@Nullable HardwareProfile value) {
        this.hardwareProfile = value;
        return this;
    }

    public InstanceDetailsBuilder keyName(@Nullable String value) {
        this.keyName = value;
        return this;
    }

    public InstanceDetailsBuilder firewalls(List<String> value) {
        this.firewalls = value;
        return this;
    }

    public InstanceDetailsBuilder tags(Map<String, String> value) {
        this.tags = value;
        return this;
    }

    public InstanceDetailsBuilder ownerId(@Nullable String value) {
        this.ownerId = value;
        return this;
    }

    public InstanceDetailsBuilder nativeId(@Nullable String value) {
        this.nativeId = value;
        return this;
    }

    public InstanceDetailsBuilder publicAddresses(List<Address> value) {
        this.publicAddresses = value;
        return this;
    }

    public InstanceDetailsBuilder privateAddresses(List<Address> value) {
        this.privateAddresses = value;
        return this;
    }

    public InstanceDetailsBuilder sshPort(@Nullable Integer value) {
        this.sshPort = value;
        return this;
    }

    public InstanceDetailsBuilder launchedAt(@Nullable Instant value) {
        this.launchedAt = value;
        return this;
    }

    public InstanceDetailsBuilder username(@Nullable String value) {
        this.username = value;
        return this;
    }

    public InstanceDetailsBuilder hostKey(@Nullable String value) {
        this.hostKey = value;
        return this;
    }

    public InstanceDetailsBuilder adminPassword(@Nullable AdminPassword value) {
        this.adminPassword = value;
        return this;
    }

    public InstanceDetails build() {
        return new InstanceDetails(
                name,
                imageId,
                realmId,
                hardwareProfile,
                keyName,
                firewalls,
                tags,
                ownerId,
                nativeId,
                publicAddresses,
                privateAddresses,
                sshPort,
                launchedAt,
                username,
                hostKey,
                adminPassword);
    }
}
