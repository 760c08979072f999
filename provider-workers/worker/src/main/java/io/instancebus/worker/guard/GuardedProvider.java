package io.instancebus.worker.guard;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * The boundary around one account's adapter: each call ends in bounded time, with a valid result or a {@link
 * ProviderFailure}, and nothing else leaves it.
 *
 * @param longest the time after which a call is given up; longer than the provider time-out, which the adapter keeps
 */
record GuardedProvider(
        Provider adapter, ProviderType type, Capabilities capabilities, AdapterCalls calls, Duration longest)
        implements Provider {
    /** A catalogue may have many pages. */
    private static final Duration LONGEST_CATALOGUE = Duration.ofMinutes(15);

    @FunctionalInterface
    private interface Request {
        void make() throws ProviderFailure;
    }

    private <T> T ask(String operation, Callable<T> question) throws ProviderFailure {
        return calls.ask(operation, longest, question);
    }

    private void change(String operation, Request request) throws ProviderFailure {
        boolean ignored = calls.change(operation, longest, made(request));
    }

    private static Callable<Boolean> made(Request request) {
        return () -> {
            request.make();
            return true;
        };
    }

    @Override
    public CreatedInstance create(CreateRequest request) throws ProviderFailure {
        return calls.change("create", longest, () -> Results.created(adapter.create(request)));
    }

    @Override
    public void resume(String nativeId, CreateRequest request) throws ProviderFailure {
        change("resume", () -> adapter.resume(nativeId, request));
    }

    @Override
    public void start(String nativeId) throws ProviderFailure {
        change("start", () -> adapter.start(nativeId));
    }

    @Override
    public void stop(String nativeId, boolean force) throws ProviderFailure {
        change("stop", () -> adapter.stop(nativeId, force));
    }

    @Override
    public void reboot(String nativeId, boolean force) throws ProviderFailure {
        change("reboot", () -> adapter.reboot(nativeId, force));
    }

    @Override
    public void destroy(String nativeId, String requestKey) throws ProviderFailure {
        change("destroy", () -> adapter.destroy(nativeId, requestKey));
    }

    @Override
    public boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        return ask("isMadeFor", () -> adapter.isMadeFor(nativeId, requestKey));
    }

    @Override
    public Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure {
        List<String> asked = List.copyOf(nativeIds);
        return ask("describe", () -> Results.described(asked, adapter.describe(asked)));
    }

    @Override
    public Optional<String> findByRequestKey(String requestKey) throws ProviderFailure {
        return ask("findByRequestKey", () -> Results.found(adapter.findByRequestKey(requestKey)));
    }

    @Override
    public void probe() throws ProviderFailure {
        boolean ignored = ask("probe", made(adapter::probe));
    }

    @Override
    public Catalogue catalogue() throws ProviderFailure {
        return calls.ask("catalogue", LONGEST_CATALOGUE, () -> Results.catalogue(adapter.catalogue()));
    }

    @Override
    public Listening listen(Consumer<Set<String>> changed) {
        return GuardedListening.begin(adapter, changed, calls, longest);
    }

    @Override
    public void close() {
        calls.attempt("close", longest, adapter::close);
    }
}
