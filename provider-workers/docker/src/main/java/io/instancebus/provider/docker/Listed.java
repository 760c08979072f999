package io.instancebus.provider.docker;

import java.beans.ConstructorProperties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container in the engine's listing. Older engines omit the fields that may be null.
 *
 * @param image the image's name at the container's creation; its id if that name now belongs to another image
 * @param created seconds since 1970; null if unreadable
 * @param state created, running, paused, restarting, removing, exited, dead
 * @param status the state for people: Exited (137) 3 minutes ago
 */
record Listed(
        String id,
        @Nullable String image,
        @Nullable String imageId,
        @Nullable Map<String, String> labels,
        @Nullable Long created,
        String state,
        @Nullable String status,
        @Nullable List<Port> ports,
        @Nullable Networks networks) {
    record Port(@Nullable String ip, int inside, int outside, String type) {}

    record Networks(@Nullable Map<String, Network> byName) {}

    record Network(@Nullable String address) {
        @ConstructorProperties("IPAddress")
        Network {}
    }

    boolean labelled(String name, String value) {
        return labels != null && value.equals(labels.get(name));
    }
}
