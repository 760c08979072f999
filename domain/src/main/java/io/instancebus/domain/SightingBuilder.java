package io.instancebus.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a sighting. A value that is not set was not seen. Not thread-safe. */
public final class SightingBuilder {
    private final SightingState state;
    private @Nullable String rawState;
    private @Nullable String nativeId;
    private List<Address> publicAddresses = List.of();
    private List<Address> privateAddresses = List.of();
    private @Nullable Integer sshPort;
    private @Nullable Instant launchedAt;
    private @Nullable String ownerId;
    private @Nullable String username;
    private @Nullable Integer progress;
    private @Nullable Failure fault;
    private Configuration configuration = Configuration.UNSAID;

    SightingBuilder(SightingState state) {
        this.state = state;
    }

    public SightingBuilder rawState(@Nullable String value) {
        this.rawState = value;
        return this;
    }

    public SightingBuilder nativeId(@Nullable String value) {
        this.nativeId = value;
        return this;
    }

    public SightingBuilder publicAddresses(List<Address> value) {
        this.publicAddresses = value;
        return this;
    }

    public SightingBuilder privateAddresses(List<Address> value) {
        this.privateAddresses = value;
        return this;
    }

    public SightingBuilder sshPort(@Nullable Integer value) {
        this.sshPort = value;
        return this;
    }

    public SightingBuilder launchedAt(@Nullable Instant value) {
        this.launchedAt = value;
        return this;
    }

    public SightingBuilder ownerId(@Nullable String value) {
        this.ownerId = value;
        return this;
    }

    public SightingBuilder username(@Nullable String value) {
        this.username = value;
        return this;
    }

    public SightingBuilder progress(@Nullable Integer value) {
        this.progress = value;
        return this;
    }

    public SightingBuilder fault(@Nullable Failure value) {
        this.fault = value;
        return this;
    }

    public SightingBuilder configuration(Configuration value) {
        this.configuration = value;
        return this;
    }

    public Report.Sighting build() {
        return new Report.Sighting(
                state,
                rawState,
                nativeId,
                publicAddresses,
                privateAddresses,
                sshPort,
                launchedAt,
                ownerId,
                username,
                progress,
                fault,
                configuration);
    }
}
