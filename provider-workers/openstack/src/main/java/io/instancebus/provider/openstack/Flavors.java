package io.instancebus.provider.openstack;

import io.instancebus.domain.Catalogue;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ids of flavors by name. From microversion 2.47 on a server shows its flavor's name instead of its id, so the last
 * catalogue provides the ids; before the first catalogue they are unknown. Thread-safe.
 */
final class Flavors {
    private volatile Map<String, String> idsByName = Map.of();

    /** Stores the ids by name. A name that two flavors share is ambiguous and is omitted. */
    void learn(List<Catalogue.Profile> flavors) {
        idsByName = flavors.stream().collect(Collectors.groupingBy(Catalogue.Profile::name)).entrySet().stream()
                .filter(named -> named.getValue().size() == 1)
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, named -> named.getValue().getFirst().id()));
    }

    @Nullable
    String id(Server.Setup setup) {
        String name = setup.flavorName();
        return setup.flavor() != null || name == null ? setup.flavor() : idsByName.get(name);
    }
}
