package io.instancebus.worker.watcher;

import io.instancebus.domain.InstanceId;
import io.instancebus.domain.KnownInstance;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The instances of the accounts that this worker knows, as the bus has them now. Safe for many threads. */
public interface KnownInstances {
    /** Whether everything that was on the bus at the start has been read. */
    boolean ready();

    Optional<KnownInstance> find(InstanceId id);

    /** Those that the provider has, as far as the bus knows; nothing before it is {@link #ready}. */
    default Optional<Set<InstanceId>> there(String account) {
        return !ready()
                ? Optional.empty()
                : Optional.of(unfinished(account).stream()
                        .filter(KnownInstance::believedThere)
                        .map(KnownInstance::id)
                        .collect(Collectors.toSet()));
    }

    /** A copy of those that are not finished. */
    Collection<KnownInstance> unfinished(String account);
}
