package io.instancebus.worker.provider.docker;

import java.beans.ConstructorProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image in the engine's listing; nothing is read of it but this. An image without a name has no tags, or none. */
record ListedImage(@Nullable String id, @Nullable List<@Nullable String> tags) {
    @ConstructorProperties({"Id", "RepoTags"})
    ListedImage {}
}
