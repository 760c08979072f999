package io.instancebus.worker.watcher;

import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.time.SteadyClock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a watcher's observation of instances, whose ids are also their native ids here.
 *
 * @param record the account's message about instances that cannot be seen; empty if all can
 */
public record WatcherObservation(Map<String, Sighting> sightings, Optional<String> record) {
    public static WatcherObservation of(Provider provider, Collection<String> nativeIds) throws ProviderFailure {
        Map<String, Sighting> seen =
                new InstanceObserver(provider, () -> nativeIds, SteadyClock.system()).observe(nativeIds);
        UnknownInstances unknownInstances = new UnknownInstances();
        seen.forEach((nativeId, sighting) -> unknownInstances.saw(new InstanceId(nativeId), sighting));
        return new WatcherObservation(seen, unknownInstances.words(nativeIds.size()));
    }
}
