package io.instancebus.worker.provider;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be made with an account.
 *
 * @param leftOut what the provider listed besides and could not be read
 */
public record Catalogue(List<Image> images, List<Realm> realms, List<Profile> hardwareProfiles, List<LeftOut> leftOut) {

    /** One with nothing left out. */
    public Catalogue(List<Image> images, List<Realm> realms, List<Profile> hardwareProfiles) {
        this(images, realms, hardwareProfiles, List.of());
    }

    /**
     * An element that could not be read.
     *
     * @param kind image, realm or hardware profile
     * @param id null where it has none
     */
    public record LeftOut(String kind, @Nullable String id, String reason) {}

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
