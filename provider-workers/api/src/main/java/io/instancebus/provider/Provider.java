package io.instancebus.provider;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One account at a provider. Calls block, many threads make them at once, and each ends within the provider
 * time-out (20 s by default). No call waits for an instance to reach a state: a change is submitted, and a later
 * observation shows its effect. An adapter never repeats a call that may have had an effect.
 */
public interface Provider extends AutoCloseable {
    /** A request key that no request has. */
    String NOBODYS_KEY = "instance-bus-nobody";

    /** A subscription to change hints; it ends when it is closed. */
    @FunctionalInterface
    interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    ProviderType type();

    Capabilities capabilities();

    /**
     * Submits a create.
     *
     * @return the machine that is being created. The same request key gives the same machine, however often and by
     *     however many workers it is created.
     * @throws ProviderFailure if the provider refuses, or its answer is lost
     */
    CreatedInstance create(CreateRequest request) throws ProviderFailure;

    /**
     * Continues a create that ended halfway, if {@link Capabilities#createInSteps} is set: its machine exists, and no
     * other is created. A machine that was ever started is left as it is.
     *
     * @param request the request of the create
     * @throws ProviderFailure as in a create
     */
    default void resume(String nativeId, CreateRequest request) throws ProviderFailure {
        // A create of one request leaves nothing to continue.
    }

    /** Submits a start. Starting a running machine is no failure. */
    void start(String nativeId) throws ProviderFailure;

    /**
     * Submits a stop: gracefully, if the provider offers that, or by force. Stopping a stopped machine is no failure.
     */
    void stop(String nativeId, boolean force) throws ProviderFailure;

    /** Submits a reboot. Not idempotent: a repeated call reboots again. */
    void reboot(String nativeId, boolean force) throws ProviderFailure;

    /**
     * Submits a destroy, in any state, of the machine that was created with this key. The adapter asks the provider for
     * the machine's key immediately before, unless the provider's answer to a create has just shown it: a native id
     * alone may be forged.
     *
     * @throws ProviderFailure with category NOT_FOUND, if the machine is gone; with {@link Foreign#refusal}, if it
     *     carries another key or none: it is then left as it is
     */
    void destroy(String nativeId, String requestKey) throws ProviderFailure;

    /**
     * Whether the machine carries this key at the provider.
     *
     * @throws ProviderFailure with category NOT_FOUND, if the provider shows no such machine
     */
    boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure;

    /**
     * Observes machines, in as few requests as the provider allows.
     *
     * @return an entry for every requested native id. MISSING only if the provider, asked while healthy, does not know
     *     it; UNKNOWN with the cause if the provider answers for others, but does not show this one, shows it
     *     unreadably, or shows a state without a counterpart. Throws if the provider's answers are unreliable, or may
     *     contain one of the machines without its id.
     */
    Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure;

    /**
     * The native id of the machine that was created with this key, if it exists, is being created, or failed while the
     * provider still reports why. Changes nothing.
     */
    Optional<String> findByRequestKey(String requestKey) throws ProviderFailure;

    /**
     * Requests something that does not exist, to learn whether the provider answers.
     *
     * @throws ProviderFailure if it does not answer
     */
    default void probe() throws ProviderFailure {
        Optional<String> unused = findByRequestKey(NOBODYS_KEY);
    }

    /**
     * What the account can create from. It may take longer than the provider time-out if the provider pages its lists;
     * each page comes within the time-out, and the number of pages is bounded.
     */
    Catalogue catalogue() throws ProviderFailure;

    /**
     * Subscribes to the provider's own change notifications. The callback gets the native ids that may have changed, or
     * none if any may have. A provider without notifications never calls it; regular observations find what it missed. The
     * callback returns at once.
     *
     * @return the subscription; after its close there are no further calls
     */
    default Listening listen(Consumer<Set<String>> changed) {
        return () -> {};
    }

    @Override
    void close();
}
