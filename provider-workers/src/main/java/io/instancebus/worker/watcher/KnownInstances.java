package io.instancebus.worker.watcher;

import io.instancebus.domain.InstanceId;
import java.util.Collection;
import java.util.Optional;

/** The instances of the accounts that this worker knows, as the bus has them now. Safe for many threads. */
public interface KnownInstances {
    /** Whether everything that was on the bus at the start has been read. */
    boolean ready();

    Optional<KnownInstance> find(InstanceId id);

    /** A copy of those that are not finished. */
    Collection<KnownInstance> unfinished(String account);
}
