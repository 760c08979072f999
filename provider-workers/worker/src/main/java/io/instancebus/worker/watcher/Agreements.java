package io.instancebus.worker.watcher;

import io.instancebus.domain.InstanceId;
import io.instancebus.domain.KnownInstance;
import io.instancebus.domain.Report.Sighting;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which instances were last seen as they are known. Nearly all are, in nearly every pass, and nothing has to be compared
 * again while neither the known instance nor the sighting has changed. Not thread-safe.
 */
final class Agreements {
    private record Compared(KnownInstance known, Sighting seen) {}

    private final Map<InstanceId, Compared> last = new HashMap<>();

    /** Whether the instance is known as it is seen. */
    boolean agree(KnownInstance known, Sighting seen) {
        Compared before = last.get(known.id());
        if (before != null && before.known() == known && before.seen().equals(seen)) {
            return true;
        }
        if (known.differsFrom(seen)) {
            last.remove(known.id());
            return false;
        }
        last.put(known.id(), new Compared(known, seen));
        return true;
    }

    void keepOnly(Set<InstanceId> ids) {
        last.keySet().retainAll(ids);
    }
}
