package io.instancebus.view;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Selects the instances that match every field that is not null, and have all the tags. */
public record InstanceFilter(
        @Nullable String state,
        @Nullable String provider,
        @Nullable String account,
        @Nullable String realmId,
        @Nullable String imageId,
        @Nullable String ownerId,
        @Nullable String name,
        Map<String, String> tags) {
    public static final InstanceFilter ALL = new InstanceFilter(null, null, null, null, null, null, null, Map.of());

    public InstanceFilter {
        tags = Map.copyOf(tags);
    }
}
