package io.instancebus.worker.watcher;

import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The recent reports, which are not repeated before the bus had time to process them. Not thread-safe. */
final class RecentReports {
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private record Told(Sighting sighting, SteadyTime at) {}

    private final Map<InstanceId, Told> told = new HashMap<>();

    void tell(InstanceId id, Sighting sighting, SteadyTime now) {
        told.put(id, new Told(sighting, now));
    }

    boolean isNew(InstanceId id, Sighting sighting, SteadyTime now) {
        Told before = told.get(id);
        return before == null
                || !before.sighting().equals(sighting)
                || !now.isBefore(before.at().plus(REMEMBERED));
    }

    /** The bus has processed the report. */
    void forget(InstanceId id) {
        told.remove(id);
    }

    void keepOnly(Set<InstanceId> ids) {
        told.keySet().retainAll(ids);
    }
}
