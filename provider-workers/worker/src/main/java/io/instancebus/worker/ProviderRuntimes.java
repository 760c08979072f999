package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.Provider;
import io.instancebus.provider.Secrets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The runtimes of a worker, one for each provider type of its accounts. One thread at a time changes them. Another
 * thread may close them meanwhile, which shortens the drain of a replaced runtime.
 */
final class ProviderRuntimes implements AutoCloseable {
    private final Adapters adapters;
    private final Secrets secrets;
    private final WorkerContext context;
    private volatile Map<ProviderType, ProviderRuntime> atWork = Map.of();
    /** The runtime that was replaced or removed last; it may still carry out its tasks. */
    private Optional<ProviderRuntime> leaving = Optional.empty();

    private boolean closed;

    ProviderRuntimes(Adapters adapters, Secrets secrets, WorkerContext context) {
        this.adapters = adapters;
        this.secrets = secrets;
        this.context = context;
    }

    Set<ProviderType> types() {
        return atWork.keySet();
    }

    boolean all(Predicate<ProviderRuntime> what) {
        return atWork.values().stream().allMatch(what);
    }

    /** The first answer of a runtime. */
    <T> Optional<T> first(Function<ProviderRuntime, Optional<T>> question) {
        return atWork.values().stream()
                .flatMap(runtime -> question.apply(runtime).stream())
                .findFirst();
    }

    /** The provider of a current account. */
    Optional<Provider> provider(String account) {
        return first(runtime -> runtime.provider(account));
    }

    /**
     * Opens runtimes for the types whose accounts have changed; their hands and watchers are not started.
     *
     * @throws IllegalArgumentException if providers of accounts cannot be opened; the message names the accounts, and
     *     no runtime is opened
     */
    Map<ProviderType, ProviderRuntime> open(Map<ProviderType, List<AccountConfig>> accounts) {
        Map<ProviderType, ProviderRuntime> opened = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        accounts.forEach((type, ofType) -> {
            ProviderRuntime now = atWork.get(type);
            if (now == null || !now.has(ofType)) {
                try {
                    opened.put(type, ProviderRuntime.of(type, ofType, adapters, secrets, context));
                } catch (IllegalArgumentException e) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            }
        });
        if (!problems.isEmpty()) {
            opened.values().forEach(ProviderRuntime::close);
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return opened;
    }

    /** Starts the new runtime, and returns when the former one, if any, has ended. */
    void put(ProviderType type, ProviderRuntime fresh) {
        finish(begin(type, fresh));
    }

    /** Returns when no runtime of this type remains. */
    void dismiss(ProviderType type) {
        finish(remove(type));
    }

    private synchronized Optional<ProviderRuntime> begin(ProviderType type, ProviderRuntime fresh) {
        if (closed) {
            fresh.close();
            return Optional.empty();
        }
        Map<ProviderType, ProviderRuntime> now = new HashMap<>(atWork);
        leaving = Optional.ofNullable(now.put(type, fresh));
        atWork = now;
        leaving.ifPresentOrElse(fresh::relieve, fresh::begin);
        return leaving;
    }

    private synchronized Optional<ProviderRuntime> remove(ProviderType type) {
        Map<ProviderType, ProviderRuntime> now = new HashMap<>(atWork);
        leaving = Optional.ofNullable(now.remove(type));
        atWork = now;
        return leaving;
    }

    /** Without the lock, so that shutdown does not wait for it, but shortens it. */
    private static void finish(Optional<ProviderRuntime> runtime) {
        runtime.ifPresent(ProviderRuntime::finish);
    }

    /** Closes all runtimes in parallel: shutdown takes as long as the slowest. */
    @Override
    public void close() {
        List<ProviderRuntime> all = end();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            all.forEach(runtime -> each.execute(runtime::close));
        }
    }

    private synchronized List<ProviderRuntime> end() {
        closed = true;
        return Stream.concat(atWork.values().stream(), leaving.stream()).toList();
    }
}
