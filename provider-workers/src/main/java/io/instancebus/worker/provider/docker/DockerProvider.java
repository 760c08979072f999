package io.instancebus.worker.provider.docker;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.worker.provider.Capabilities;
import io.instancebus.worker.provider.CreateRequest;
import io.instancebus.worker.provider.CreatedInstance;
import io.instancebus.worker.provider.Foreign;
import io.instancebus.worker.provider.Machines;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderFailure;
import io.instancebus.worker.provider.http.Deadline;
import io.instancebus.worker.provider.http.HttpTransport;
import io.instancebus.worker.provider.http.Transport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jclouds.docker.options.RemoveContainerOptions;
import org.jclouds.io.Payload;
import org.jclouds.io.Payloads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** An account with a Docker engine. */
final class DockerProvider implements Provider {
    private static final Logger log = LoggerFactory.getLogger(DockerProvider.class);
    /** The engine refuses a second container of one name, and the name is made from the request key. */
    private static final Capabilities CAPABILITIES = new Capabilities(true, true, true, 100);

    /** A name is taken before the container of that name can be seen. */
    private static final Duration BEING_MADE = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final DockerConfig config;
    private final Clock clock;
    private final Engine engine;
    private final EventFeed.Source events;
    private final States states;
    private final Noticed noticed;

    DockerProvider(DockerConfig config, Transport transport, EventFeed.Source events, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.engine = new Engine(config, transport);
        this.events = events;
        this.states = new States(config);
        this.noticed = new Noticed(clock);
    }

    /**
     * Asks nobody yet.
     *
     * @param tls for an engine at https
     */
    public static DockerProvider open(DockerConfig config, SSLContext tls, Clock clock) {
        if ("unix".equals(config.engine().getScheme())) {
            UnixSocketTransport socket =
                    new UnixSocketTransport(Path.of(config.engine().getPath()));
            return new DockerProvider(config, socket, socket, clock);
        }
        return new DockerProvider(config, new HttpTransport(tls), new HttpEvents(tls), clock);
    }

    @Override
    public ProviderType type() {
        return ProviderType.DOCKER;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public CreatedInstance create(CreateRequest request) throws ProviderFailure {
        Map<String, Object> container = Creation.of(request, config);
        String name = Labels.containerName(request.requestKey());
        Engine.Asking asking = engine.ask();
        String id;
        try {
            id = asking.call("create", api -> api.calls().create(name, container))
                    .id();
        } catch (ProviderFailure e) {
            Listed made = madeAllTheSame(asking, name, request.requestKey(), e);
            bringUpUnstarted(asking, made, request);
            return new CreatedInstance(made.id());
        }
        bringUp(asking, id, request);
        return new CreatedInstance(id);
    }

    /**
     * The container of this key, though its create has no answer that says so: one before has made it, or the answer was
     * lost. Nobody but a create starts it, so it is looked for here and not left to whoever looks later.
     */
    private static Listed madeAllTheSame(Engine.Asking asking, String name, String requestKey, ProviderFailure e)
            throws ProviderFailure {
        if (e.isOutcomeUnknown()) {
            try {
                return madeBefore(asking, name, requestKey, e);
            } catch (ProviderFailure notSeen) {
                e.addSuppressed(notSeen);
                throw e;
            }
        }
        if (e.failure().category() == FailureCategory.CONFLICT) {
            return madeBefore(asking, name, requestKey, e);
        }
        throw e;
    }

    /** The container that has the name; if it is another key's, the create has failed as it did. */
    private static Listed madeBefore(Engine.Asking asking, String name, String requestKey, ProviderFailure failed)
            throws ProviderFailure {
        Deadline deadline = Deadline.in(BEING_MADE);
        do {
            // The engine takes it for a regular expression.
            String exactly = "^/" + name.replace(".", "\\.") + "$";
            Machines<JsonNode, Listed> listed = list(asking, "name", List.of(exactly));
            Optional<Listed> named = listed.readable().stream().findFirst();
            if (named.isPresent()) {
                if (!named.get().labelled(Labels.REQUEST, requestKey)) {
                    throw failed;
                }
                return named.get();
            }
            try {
                listed.requireNoneMissed(element -> true);
            } catch (ProviderFailure e) {
                throw ProviderFailure.outcomeUnknown(e.failure().message(), e);
            }
            pause();
        } while (!deadline.passed());
        throw ProviderFailure.outcomeUnknown("another worker is making " + name, null);
    }

    private static void pause() throws ProviderFailure {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderFailure.outcomeUnknown("interrupted", e);
        }
    }

    @Override
    public void resume(String nativeId, CreateRequest request) throws ProviderFailure {
        Engine.Asking asking = engine.ask();
        Optional<Listed> listed =
                look(() -> list(asking, "id", List.of(nativeId)).find(nativeId));
        if (listed.isPresent()) {
            Listed made = listed.get();
            // What cannot be started is removed, so this must be the create's own.
            if (!made.labelled(Labels.REQUEST, request.requestKey())) {
                throw Foreign.refusal(nativeId, request.requestKey());
            }
            bringUpUnstarted(asking, made, request);
        }
    }

    private static void bringUpUnstarted(Engine.Asking asking, Listed made, CreateRequest request)
            throws ProviderFailure {
        if (made.state().equals("created")) {
            bringUp(asking, made.id(), request);
        }
    }

    /**
     * What the engine refuses to start has never run, and is removed, so that a failed create leaves nothing. But it may
     * have refused because another worker brings it up at the same moment, so it is looked at and asked once more.
     */
    private static void bringUp(Engine.Asking asking, String id, CreateRequest request) throws ProviderFailure {
        try {
            fillAndStart(asking, id, request);
        } catch (ProviderFailure first) {
            if (first.failure().providerCode() == null) {
                throw first;
            }
            pause();
            Optional<Listed> now = look(() -> list(asking, "id", List.of(id)).find(id));
            if (now.isEmpty()) {
                throw first;
            }
            if (now.get().state().equals("created")) {
                bringUpOrRemove(asking, id, request);
            }
        }
    }

    private static void bringUpOrRemove(Engine.Asking asking, String id, CreateRequest request) throws ProviderFailure {
        try {
            fillAndStart(asking, id, request);
        } catch (ProviderFailure e) {
            if (e.failure().providerCode() != null) {
                removeUnstarted(asking, id);
            }
            throw e;
        }
    }

    private static void fillAndStart(Engine.Asking asking, String id, CreateRequest request) throws ProviderFailure {
        byte[] userData = request.userData();
        if (userData != null) {
            Payload archive = Payloads.newByteArrayPayload(Seed.archive(request.instanceId(), userData));
            archive.getContentMetadata().setContentType("application/x-tar");
            asking.change("put user data", api -> api.calls().put(id, "/", archive));
        }
        start(asking, id);
    }

    private static void removeUnstarted(Engine.Asking asking, String id) {
        try {
            remove(asking, id);
        } catch (ProviderFailure e) {
            if (e.failure().category() != FailureCategory.NOT_FOUND) {
                log.atWarn()
                        .addKeyValue("nativeId", id)
                        .addKeyValue("problem", e.getMessage())
                        .log("A container that could not be started could not be removed either");
            }
        }
    }

    /** One that somebody has paused goes on. */
    @Override
    public void start(String nativeId) throws ProviderFailure {
        Engine.Asking asking = engine.ask();
        try {
            start(asking, nativeId);
        } catch (ProviderFailure e) {
            if (e.failure().category() == FailureCategory.CONFLICT
                    && e.failure().message().contains("paused")) {
                asking.change("unpause", api -> api.getContainerApi().unpause(nativeId));
            } else {
                throw e;
            }
        }
    }

    private static void start(Engine.Asking asking, String nativeId) throws ProviderFailure {
        asking.change("start", api -> api.getContainerApi().startContainer(nativeId));
    }

    /** The engine kills what does not stop in time. */
    @Override
    public void stop(String nativeId, boolean force) throws ProviderFailure {
        engine.ask().change("stop", api -> api.getContainerApi().stopContainer(nativeId, seconds(force)));
    }

    @Override
    public void reboot(String nativeId, boolean force) throws ProviderFailure {
        engine.ask().change("restart", api -> api.getContainerApi().restart(nativeId, seconds(force)));
    }

    private int seconds(boolean force) {
        return force ? 0 : (int) config.stopTimeout().toSeconds();
    }

    @Override
    public void destroy(String nativeId, String requestKey) throws ProviderFailure {
        Engine.Asking asking = engine.ask();
        if (!isMadeFor(asking, nativeId, requestKey)) {
            throw Foreign.refusal(nativeId, requestKey);
        }
        remove(asking, nativeId);
    }

    @Override
    public boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        return isMadeFor(engine.ask(), nativeId, requestKey);
    }

    /** By its whole id: the engine itself would also take a name, or the beginning of an id. */
    private static boolean isMadeFor(Engine.Asking asking, String nativeId, String requestKey) throws ProviderFailure {
        return look(() -> list(asking, "id", List.of(nativeId)).find(nativeId))
                .map(listed -> listed.labelled(Labels.REQUEST, requestKey))
                .orElseThrow(() ->
                        ProviderFailure.of(FailureCategory.NOT_FOUND, null, "the engine has no container " + nativeId));
    }

    private static void remove(Engine.Asking asking, String nativeId) throws ProviderFailure {
        try {
            asking.change(
                    "remove",
                    api -> api.getContainerApi()
                            .removeContainer(
                                    nativeId,
                                    new RemoveContainerOptions().force(true).volume(true)));
        } catch (ProviderFailure e) {
            if (e.failure().category() != FailureCategory.CONFLICT
                    || !e.failure().message().contains("already in progress")) {
                throw e;
            }
        }
    }

    @Override
    public Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure {
        return look(() -> described(nativeIds));
    }

    private Map<String, Sighting> described(Collection<String> nativeIds) throws ProviderFailure {
        Map<String, Sighting> seen = new HashMap<>();
        if (nativeIds.isEmpty()) {
            return seen;
        }
        Engine.Asking asking = engine.ask();
        Machines<JsonNode, Listed> listed = list(asking, "id", nativeIds);
        for (String nativeId : nativeIds) {
            Optional<Listed> container = listed.readable(nativeId);
            seen.put(nativeId, container.isPresent() ? sighting(asking, container.get()) : listed.absent(nativeId));
        }
        return seen;
    }

    /** An engine that cannot show one container hides no other. */
    private Sighting sighting(Engine.Asking asking, Listed listed) throws ProviderFailure {
        if (!States.wantsMore(listed) && !noticed.lately(listed.id())) {
            return states.of(listed, null, clock.instant());
        }
        try {
            return asking.call("inspect", api -> {
                Inspected inspected = api.calls().inspect(listed.id());
                return states.of(inspected.listed(listed), inspected, clock.instant());
            });
        } catch (ProviderFailure e) {
            if (e.failure().category() == FailureCategory.NOT_FOUND) {
                // Gone since it was listed: the next look shows it.
                return states.of(listed, null, clock.instant());
            }
            if (e.maySpareOthers()) {
                return Sighting.unclear(e.failure());
            }
            throw e;
        }
    }

    private static Machines<JsonNode, Listed> list(Engine.Asking asking, String filter, Collection<String> values)
            throws ProviderFailure {
        return asking.call("list", api -> ListingReader.containers(api.calls().list(true, Filter.by(filter, values))));
    }

    @Override
    public Optional<String> findByRequestKey(String requestKey) throws ProviderFailure {
        Machines<JsonNode, Listed> listed =
                look(() -> list(engine.ask(), "label", List.of(Labels.REQUEST + "=" + requestKey)));
        Optional<String> found = listed.readable().stream()
                .filter(container -> container.labelled(Labels.REQUEST, requestKey))
                .map(Listed::id)
                .findFirst();
        if (found.isEmpty()) {
            listed.requireNoneMissed(element -> ListingReader.mayHave(element, Labels.REQUEST, requestKey));
        }
        return found;
    }

    @FunctionalInterface
    private interface Question<T> {
        T put() throws ProviderFailure;
    }

    /** Nothing about the outcome of a question is unknown. */
    private static <T> T look(Question<T> question) throws ProviderFailure {
        try {
            return question.put();
        } catch (ProviderFailure e) {
            throw e.asQuestion();
        }
    }

    @Override
    public Catalogue catalogue() throws ProviderFailure {
        return look(() -> Catalogues.of(engine.ask()));
    }

    @Override
    public Listening listen(Consumer<Set<String>> changed) {
        Consumer<Set<String>> noting = ids -> {
            noticed.add(ids);
            changed.accept(ids);
        };
        return new EventFeed(engine, events, noting, clock).start();
    }

    @Override
    public void close() {
        engine.close();
        events.close();
    }

    @Override
    public String toString() {
        return "DockerProvider[" + config.engine() + "]";
    }
}
