package io.instancebus.worker.watcher;

import java.util.HashSet;
import java.util.Set;

/** What a provider says by itself may have changed, until it is looked at. Safe for many threads. */
final class Rumours {
    private Set<String> nativeIds = new HashSet<>();
    private boolean ofAll;

    /** @param changed native ids; none for all */
    synchronized void add(Set<String> changed) {
        ofAll |= changed.isEmpty();
        nativeIds.addAll(changed);
    }

    synchronized boolean ofAll() {
        return ofAll;
    }

    /** The instances that there are rumours of; none any more. */
    synchronized Set<String> take() {
        Set<String> taken = nativeIds;
        nativeIds = new HashSet<>();
        ofAll = false;
        return taken;
    }
}
