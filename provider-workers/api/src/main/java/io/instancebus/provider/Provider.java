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
 * One account with a cloud. Calls block, are made from many virtual threads at once, and end within the
 * provider time-out (20 s by default); none waits for an instance to get anywhere: a mutation submits, and what
 * comes of it is seen by looking. No call is repeated by the adapter itself once it may have had an effect.
 */
public interface Provider extends AutoCloseable {
    /** No request ever has this key. */
    String NOBODYS_KEY = "instance-bus-nobody";

    /** Somebody is told of changes, until it is closed. */
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
     * @return the instance that is being made. The same request key gives the same instance, however often
     *     and by however many workers it is asked for.
     * @throws ProviderFailure the provider said no, or its answer was lost
     */
    CreatedInstance create(CreateRequest request) throws ProviderFailure;

    /**
     * Goes on with a create that ended halfway, where {@link Capabilities#createInSteps} says that one can: its instance
     * is there, and no further one is made. What has ever been started is left as it is.
     *
     * @param request as it was given to the create
     * @throws ProviderFailure as of a create
     */
    default void resume(String nativeId, CreateRequest request) throws ProviderFailure {
        // A create of one request leaves nothing to be done.
    }

    /** Submits a start. Starting what runs is no failure. */
    void start(String nativeId) throws ProviderFailure;

    /** Submits a stop: gracefully, where the provider has such a way, or by force. Stopping what is stopped is no failure. */
    void stop(String nativeId, boolean force) throws ProviderFailure;

    /** Submits a reboot. Not repeatable: a second one is a second reboot. */
    void reboot(String nativeId, boolean force) throws ProviderFailure;

    /**
     * Submits a destroy, in any state, of the machine that was created with this key. Right before, the provider is asked
     * whose the machine is, unless its answer to a create just told that: a native id alone is somebody's word.
     *
     * @throws ProviderFailure with category NOT_FOUND, if it is gone; as {@link Foreign#refusal} says, if it carries
     *     another key or none: it is then left as it is
     */
    void destroy(String nativeId, String requestKey) throws ProviderFailure;

    /**
     * Whether the provider shows the machine with this key.
     *
     * @throws ProviderFailure with category NOT_FOUND, if it shows no such machine
     */
    boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure;

    /**
     * Looks at instances, in as few requests as the provider allows.
     *
     * @return an entry for every native id asked for; MISSING only when the provider, asked while healthy, does
     *     not know it; UNKNOWN with the cause for one that it does not show, shows so that it cannot be read, or
     *     shows in a state without an equal of ours, while it answers for others. A provider that cannot be believed,
     *     or that may show one of them without its id, throws.
     */
    Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure;

    /**
     * The native id of the instance that was created with this key, if there is one now, or one is being made, or
     * failed while it was made and the provider still says why; it changes nothing.
     */
    Optional<String> findByRequestKey(String requestKey) throws ProviderFailure;

    /**
     * Asks for what is not there, to learn whether the provider answers at all.
     *
     * @throws ProviderFailure it does not
     */
    default void probe() throws ProviderFailure {
        Optional<String> unused = findByRequestKey(NOBODYS_KEY);
    }

    /**
     * What the account can create from. It may take longer than the provider time-out where the provider tells it in
     * many answers; each of those comes within it, and there is a bound to their number.
     */
    Catalogue catalogue() throws ProviderFailure;

    /**
     * Has a change told as soon as the provider tells of it by itself: with the native ids that it may concern, or with
     * none when any may be. A provider that does not tell calls nobody, and what it missed a look at everything finds.
     * The callback returns at once.
     *
     * @return closed, it calls no more
     */
    default Listening listen(Consumer<Set<String>> changed) {
        return () -> {};
    }

    @Override
    void close();
}
