package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Secret;
import io.instancebus.worker.guard.GuardedFactory;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A provider in memory that a test scripts, and that records its calls. */
public final class ScriptedProvider implements Provider {
    /** Runs in a call before its effect. */
    @FunctionalInterface
    public interface Script {
        void run() throws ProviderFailure, InterruptedException;
    }

    public final List<String> calls = new CopyOnWriteArrayList<>();
    public final Map<String, String> byKey = new ConcurrentHashMap<>();
    public final Map<String, Sighting> instances = new ConcurrentHashMap<>();
    public volatile boolean idempotentCreate = true;
    public volatile boolean createInSteps;
    public volatile int describeBatch = 100;
    /** The password in the answers to creates; null for none. */
    public volatile @Nullable Secret adminPassword;
    /** What the answers to creates show. */
    public volatile Optional<Sighting> answer = Optional.empty();

    public volatile Script onMutation = () -> {};
    public volatile Script onFind = () -> {};
    public volatile Script onDescribe = () -> {};
    public volatile Script onCatalogue = () -> {};
    public volatile Runnable onListen = () -> {};
    /** Makes each describe that contains this machine fail as invalid. */
    public volatile String malformed = "";
    /** Makes the adapter throw in each describe that contains this machine. */
    public volatile String broken = "";
    /** Makes each describe that contains this id fail with this failure. */
    public final Map<String, ProviderFailure> refused = new ConcurrentHashMap<>();

    public volatile Catalogue catalogue = new Catalogue(List.of(), List.of(), List.of());

    /** The sighting of a healthy instance. */
    public static Sighting running(String nativeId) {
        return sighting(SightingState.RUNNING, nativeId, "203.0.113.7");
    }

    public static Sighting sighting(SightingState state, String nativeId, String address) {
        return Sighting.builder(state)
                .rawState(state.name())
                .nativeId(nativeId)
                .publicAddresses(List.of(new Address(address, AddressType.IPV4)))
                .build();
    }

    /** This provider as the workers call it, with its capabilities of now. */
    public Provider guarded() {
        AccountConfig account = AccountConfig.of("main", ProviderType.SANDBOX, Map.of());
        return GuardedFactory.of(new ScriptedFactory(ProviderType.SANDBOX, each -> this))
                .open(account, (reference, field) -> new Secret(new byte[0]));
    }

    @Override
    public ProviderType type() {
        return ProviderType.SANDBOX;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(idempotentCreate, createInSteps, true, describeBatch);
    }

    @Override
    public CreatedInstance create(CreateRequest request) throws ProviderFailure {
        mutate("create " + request.requestKey());
        String nativeId = byKey.computeIfAbsent(request.requestKey(), key -> "native-" + key);
        instances.put(nativeId, running(nativeId));
        return new CreatedInstance(nativeId, Optional.ofNullable(adminPassword), answer);
    }

    @Override
    public void resume(String nativeId, CreateRequest request) throws ProviderFailure {
        mutate("resume " + nativeId);
    }

    @Override
    public void start(String nativeId) throws ProviderFailure {
        mutate("start " + nativeId);
    }

    @Override
    public void stop(String nativeId, boolean force) throws ProviderFailure {
        mutate("stop " + nativeId);
    }

    @Override
    public void reboot(String nativeId, boolean force) throws ProviderFailure {
        mutate("reboot " + nativeId);
    }

    @Override
    public void destroy(String nativeId, String requestKey) throws ProviderFailure {
        mutate("destroy " + nativeId + " of " + requestKey);
    }

    @Override
    public boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        calls.add("whose " + nativeId);
        run(onFind);
        if (!byKey.containsValue(nativeId)) {
            throw ProviderFailure.of(FailureCategory.NOT_FOUND, null, "there is no " + nativeId);
        }
        return nativeId.equals(byKey.get(requestKey));
    }

    @Override
    public Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure {
        calls.add("describe " + nativeIds.size());
        run(onDescribe);
        if (nativeIds.contains(malformed)) {
            throw ProviderFailure.of(FailureCategory.INVALID, "Malformed", "an id is malformed");
        }
        if (nativeIds.contains(broken)) {
            throw new IllegalStateException("an instance nobody thought of");
        }
        for (String id : nativeIds) {
            ProviderFailure failure = refused.get(id);
            if (failure != null) {
                throw failure;
            }
        }
        Map<String, Sighting> seen = new HashMap<>();
        nativeIds.forEach(id -> seen.put(id, instances.getOrDefault(id, Sighting.of(SightingState.MISSING))));
        return seen;
    }

    @Override
    public Optional<String> findByRequestKey(String requestKey) throws ProviderFailure {
        calls.add("find " + requestKey);
        run(onFind);
        return Optional.ofNullable(byKey.get(requestKey));
    }

    @Override
    public Catalogue catalogue() throws ProviderFailure {
        run(onCatalogue);
        return catalogue;
    }

    @Override
    public Listening listen(Consumer<Set<String>> changed) {
        onListen.run();
        return Provider.super.listen(changed);
    }

    @Override
    public void close() {
        calls.add("close");
    }

    private void mutate(String call) throws ProviderFailure {
        calls.add(call);
        run(onMutation);
    }

    private static void run(Script script) throws ProviderFailure {
        try {
            script.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderFailure.outcomeUnknown("interrupted", e);
        }
    }
}
