package io.instancebus.worker.watcher;

import io.instancebus.domain.InstanceId;
import io.instancebus.domain.KnownInstance;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The current instances of this worker's accounts, as the bus has them. Thread-safe. */
public interface KnownInstances {
    /** Whether all records that were on the bus at the start have been read. */
    boolean ready();

    Optional<KnownInstance> find(InstanceId id);

    /** The instances that exist at the provider, as far as the bus knows; empty before it is {@link #ready}. */
    default Optional<Set<InstanceId>> there(String account) {
        return !ready()
                ? Optional.empty()
                : Optional.of(unfinished(account).stream()
                        .filter(KnownInstance::believedThere)
                        .map(KnownInstance::id)
                        .collect(Collectors.toSet()));
    }

    /** A copy of the instances that are not finished. */
    Collection<KnownInstance> unfinished(String account);
}
