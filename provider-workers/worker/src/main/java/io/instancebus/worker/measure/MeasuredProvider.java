package io.instancebus.worker.measure;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.worker.guard.AdapterBug;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Measures the calls to a provider, by operation and result. */
final class MeasuredProvider implements Provider {
    private static final String OK = "OK";
    private static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";
    private static final String BUG = "BUG";

    private final Provider provider;
    private final String account;
    private final MeterRegistry registry;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    MeasuredProvider(Provider provider, String account, MeterRegistry registry) {
        this.provider = provider;
        this.account = account;
        this.registry = registry;
    }

    private record Kind(String operation, String category) {}

    @FunctionalInterface
    private interface Call<T> {
        T make() throws ProviderFailure;
    }

    @FunctionalInterface
    private interface Request {
        void make() throws ProviderFailure;
    }

    private <T> T measure(String operation, Call<T> call) throws ProviderFailure {
        long begun = System.nanoTime();
        String category = BUG;
        try {
            T answer = call.make();
            category = OK;
            return answer;
        } catch (ProviderFailure e) {
            category = category(e);
            throw e;
        } finally {
            timers.computeIfAbsent(new Kind(operation, category), this::timer)
                    .record(Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private static String category(ProviderFailure failure) {
        if (failure.getCause() instanceof AdapterBug) {
            return BUG;
        }
        return failure.isOutcomeUnknown()
                ? OUTCOME_UNKNOWN
                : failure.failure().category().name();
    }

    private void request(String operation, Request request) throws ProviderFailure {
        boolean ignored = measure(operation, () -> {
            request.make();
            return true;
        });
    }

    private Timer timer(Kind kind) {
        return Timer.builder("instancebus.provider.calls")
                .description("Calls to a provider, each of which may be several requests")
                .tag("account", account)
                .tag("operation", kind.operation())
                .tag("category", kind.category())
                .register(registry);
    }

    @Override
    public ProviderType type() {
        return provider.type();
    }

    @Override
    public Capabilities capabilities() {
        return provider.capabilities();
    }

    @Override
    public CreatedInstance create(CreateRequest create) throws ProviderFailure {
        return measure("create", () -> provider.create(create));
    }

    @Override
    public void resume(String nativeId, CreateRequest create) throws ProviderFailure {
        request("resume", () -> provider.resume(nativeId, create));
    }

    @Override
    public void start(String nativeId) throws ProviderFailure {
        request("start", () -> provider.start(nativeId));
    }

    @Override
    public void stop(String nativeId, boolean force) throws ProviderFailure {
        request("stop", () -> provider.stop(nativeId, force));
    }

    @Override
    public void reboot(String nativeId, boolean force) throws ProviderFailure {
        request("reboot", () -> provider.reboot(nativeId, force));
    }

    @Override
    public void destroy(String nativeId, String requestKey) throws ProviderFailure {
        request("destroy", () -> provider.destroy(nativeId, requestKey));
    }

    @Override
    public boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        return measure("isMadeFor", () -> provider.isMadeFor(nativeId, requestKey));
    }

    @Override
    public Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure {
        return measure("describe", () -> provider.describe(nativeIds));
    }

    @Override
    public Optional<String> findByRequestKey(String requestKey) throws ProviderFailure {
        return measure("findByRequestKey", () -> provider.findByRequestKey(requestKey));
    }

    @Override
    public void probe() throws ProviderFailure {
        request("probe", provider::probe);
    }

    @Override
    public Catalogue catalogue() throws ProviderFailure {
        return measure("catalogue", provider::catalogue);
    }

    @Override
    public Listening listen(Consumer<Set<String>> changed) {
        return provider.listen(changed);
    }

    @Override
    public void close() {
        provider.close();
    }
}
