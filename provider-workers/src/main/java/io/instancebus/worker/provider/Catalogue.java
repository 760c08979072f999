package io.instancebus.worker.provider;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be made with an account. */
public record Catalogue(List<Image> images, List<Realm> realms, List<Profile> hardwareProfiles) {

    public record Image(
            String id,
            String name,
            @Nullable String description,
            @Nullable String architecture,
            @Nullable String ownerId) {}

    public record Realm(String id, String name, boolean available) {}

    /** Properties: cpu, memory (MB), storage (GB), architecture. */
    public record Profile(String id, String name, Map<String, String> properties) {}
}
