package io.instancebus.provider.sandbox;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.sandbox.SandboxCloud.Listing;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** An account at a {@link SandboxCloud}; several accounts may share one. Closing it leaves the cloud open. */
final class SandboxProvider implements Provider {
    private static final Capabilities CAPABILITIES = new Capabilities(true, false, true, 1000);

    private final SandboxCloud cloud;
    private final SettledSightings sightings = new SettledSightings();

    public SandboxProvider(SandboxCloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public ProviderType type() {
        return ProviderType.SANDBOX;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public CreatedInstance create(CreateRequest request) throws ProviderFailure {
        SandboxInstance created = cloud.create(request);
        return new CreatedInstance(created.nativeId(), States.of(created, cloud.now(), cloud.sshPort()));
    }

    @Override
    public void start(String nativeId) throws ProviderFailure {
        cloud.start(nativeId);
    }

    @Override
    public void stop(String nativeId, boolean force) throws ProviderFailure {
        cloud.stop(nativeId, force);
    }

    @Override
    public void reboot(String nativeId, boolean force) throws ProviderFailure {
        cloud.reboot(nativeId);
    }

    @Override
    public void destroy(String nativeId, String requestKey) throws ProviderFailure {
        cloud.destroy(nativeId, requestKey);
    }

    @Override
    public boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        SandboxInstance instance = believed(cloud.list(Set.of(nativeId))).get(nativeId);
        if (instance == null) {
            throw Failures.notFound(nativeId);
        }
        return instance.requestKey().equals(requestKey);
    }

    @Override
    public Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure {
        Map<String, SandboxInstance> known = believed(cloud.list(nativeIds));
        Instant now = cloud.now();
        OptionalInt sshPort = cloud.sshPort();
        Map<String, Sighting> described = new HashMap<>();
        for (String nativeId : nativeIds) {
            SandboxInstance instance = known.get(nativeId);
            if (instance == null) {
                sightings.forget(nativeId);
                described.put(nativeId, Sighting.of(SightingState.MISSING));
            } else {
                described.put(nativeId, sightings.of(instance, now, sshPort));
            }
        }
        return described;
    }

    @Override
    public Optional<String> findByRequestKey(String requestKey) throws ProviderFailure {
        return believed(cloud.listByKey(requestKey)).keySet().stream().findFirst();
    }

    @Override
    public Catalogue catalogue() throws ProviderFailure {
        cloud.catalogueAsked();
        return Catalogues.CATALOGUE;
    }

    @Override
    public void close() {
        // The opener of the cloud closes it.
    }

    private static Map<String, SandboxInstance> believed(Listing listing) throws ProviderFailure {
        if (!listing.complete()) {
            throw ProviderFailure.unreachable("the sandbox answers with an empty listing, which is unreliable", null);
        }
        return listing.instances();
    }
}
