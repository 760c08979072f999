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
 * What an account's watcher sees in one look at instances, whose ids are here their native ids.
 *
 * @param record what the account's record says of those that cannot be seen; empty when all can
 */
public record Looked(Map<String, Sighting> sightings, Optional<String> record) {
    public static Looked at(Provider provider, Collection<String> nativeIds) throws ProviderFailure {
        Map<String, Sighting> seen = new Looks(provider, () -> nativeIds, SteadyClock.system()).at(nativeIds);
        UnknownInstances unknownInstances = new UnknownInstances();
        seen.forEach((nativeId, sighting) -> unknownInstances.saw(new InstanceId(nativeId), sighting));
        return new Looked(seen, unknownInstances.words(nativeIds.size()));
    }
}
