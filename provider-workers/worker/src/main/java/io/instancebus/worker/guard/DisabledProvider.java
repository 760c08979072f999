package io.instancebus.worker.guard;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** An account that its adapter could not open because of a bug. Each call fails with the reason. */
record DisabledProvider(ProviderType type, ProviderFailure reason) implements Provider {
    @Override
    public Capabilities capabilities() {
        return new Capabilities(false, false, false, 1);
    }

    @Override
    public CreatedInstance create(CreateRequest request) throws ProviderFailure {
        throw reason;
    }

    @Override
    public void start(String nativeId) throws ProviderFailure {
        throw reason;
    }

    @Override
    public void stop(String nativeId, boolean force) throws ProviderFailure {
        throw reason;
    }

    @Override
    public void reboot(String nativeId, boolean force) throws ProviderFailure {
        throw reason;
    }

    @Override
    public void destroy(String nativeId, String requestKey) throws ProviderFailure {
        throw reason;
    }

    @Override
    public boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        throw reason;
    }

    @Override
    public Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure {
        throw reason;
    }

    @Override
    public Optional<String> findByRequestKey(String requestKey) throws ProviderFailure {
        throw reason;
    }

    @Override
    public Catalogue catalogue() throws ProviderFailure {
        throw reason;
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
