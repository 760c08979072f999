package io.instancebus.provider.docker;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.Machines;
import io.instancebus.provider.ProviderFailure;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jclouds.docker.options.RemoveContainerOptions;
import tools.jackson.databind.JsonNode;

/** Reads and changes the engine's containers, for one piece of work. */
record Containers(Engine.Asking asking) {
    Machines<JsonNode, Listed> list(String filter, Collection<String> values) throws ProviderFailure {
        return asking.call("list", api -> ListingReader.containers(api.calls().list(true, Filter.by(filter, values))));
    }

    /** The container with this complete id; the engine itself would also accept a name, or the beginning of an id. */
    Optional<Listed> find(String nativeId) throws ProviderFailure {
        return Engine.question(() -> list("id", List.of(nativeId)).find(nativeId));
    }

    boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        return find(nativeId)
                .map(listed -> listed.labelled(Labels.REQUEST, requestKey))
                .orElseThrow(() ->
                        ProviderFailure.of(FailureCategory.NOT_FOUND, null, "the engine has no container " + nativeId));
    }

    void start(String nativeId) throws ProviderFailure {
        asking.change("start", api -> api.getContainerApi().startContainer(nativeId));
    }

    void remove(String nativeId) throws ProviderFailure {
        try {
            asking.change(
                    "remove",
                    api -> api.getContainerApi()
                            .removeContainer(
                                    nativeId,
                                    new RemoveContainerOptions().force(true).volume(true)));
        } catch (ProviderFailure e) {
            if (e.failure().category() != FailureCategory.CONFLICT
                    || !e.failure().message().contains("already in progress")) {
                throw e;
            }
        }
    }
}
