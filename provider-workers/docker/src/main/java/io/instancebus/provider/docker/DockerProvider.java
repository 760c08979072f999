package io.instancebus.provider.docker;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.Foreign;
import io.instancebus.provider.Machines;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.HttpTransport;
import io.instancebus.provider.http.Transport;
import io.instancebus.time.Clocks;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;

/** An account at a Docker engine. */
final class DockerProvider implements Provider {
    /** The engine refuses a second container with the same name, which is derived from the request key. */
    private static final Capabilities CAPABILITIES = new Capabilities(true, true, true, 100);

    private final DockerConfig config;
    private final Clock wall;
    private final Engine engine;
    private final EventFeed.Source events;
    private final States states;
    private final Noticed noticed;

    DockerProvider(DockerConfig config, Transport transport, EventFeed.Source events, Clocks clocks) {
        this.config = config;
        this.wall = clocks.wall();
        this.engine = new Engine(config, transport);
        this.events = events;
        this.states = new States(config);
        this.noticed = new Noticed(clocks.steady());
    }

    /**
     * Opens an account; sends no request yet.
     *
     * @param tls the TLS context for an engine at https
     */
    public static DockerProvider open(DockerConfig config, SSLContext tls, Clocks clocks) {
        if ("unix".equals(config.engine().getScheme())) {
            UnixSocketTransport socket =
                    new UnixSocketTransport(Path.of(config.engine().getPath()));
            return new DockerProvider(config, socket, socket, clocks);
        }
        return new DockerProvider(config, new HttpTransport(tls), new HttpEvents(tls), clocks);
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
        return new CreatedInstance(new Launch(engine.ask(), request).create(container));
    }

    @Override
    public void resume(String nativeId, CreateRequest request) throws ProviderFailure {
        new Launch(engine.ask(), request).resume(nativeId);
    }

    /** Starts a container; also resumes a paused one. */
    @Override
    public void start(String nativeId) throws ProviderFailure {
        Engine.Asking asking = engine.ask();
        try {
            new Containers(asking).start(nativeId);
        } catch (ProviderFailure e) {
            if (e.failure().category() == FailureCategory.CONFLICT
                    && e.failure().message().contains("paused")) {
                asking.change("unpause", api -> api.getContainerApi().unpause(nativeId));
            } else {
                throw e;
            }
        }
    }

    /** The engine kills a container that does not stop in time. */
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
        Containers containers = new Containers(engine.ask());
        if (!containers.isMadeFor(nativeId, requestKey)) {
            throw Foreign.refusal(nativeId, requestKey);
        }
        containers.remove(nativeId);
    }

    @Override
    public boolean isMadeFor(String nativeId, String requestKey) throws ProviderFailure {
        return new Containers(engine.ask()).isMadeFor(nativeId, requestKey);
    }

    @Override
    public Map<String, Sighting> describe(Collection<String> nativeIds) throws ProviderFailure {
        return Engine.question(() -> described(nativeIds));
    }

    private Map<String, Sighting> described(Collection<String> nativeIds) throws ProviderFailure {
        Map<String, Sighting> seen = new HashMap<>();
        if (nativeIds.isEmpty()) {
            return seen;
        }
        Engine.Asking asking = engine.ask();
        Machines<JsonNode, Listed> listed = new Containers(asking).list("id", nativeIds);
        for (String nativeId : nativeIds) {
            Optional<Listed> container = listed.readable(nativeId);
            seen.put(nativeId, container.isPresent() ? sighting(asking, container.get()) : listed.absent(nativeId));
        }
        return seen;
    }

    /** The sighting of a container. The engine's error for one container hides no other. */
    private Sighting sighting(Engine.Asking asking, Listed listed) throws ProviderFailure {
        if (!States.wantsMore(listed) && !noticed.lately(listed.id())) {
            return states.of(listed, null, wall.instant());
        }
        try {
            return asking.call("inspect", api -> {
                Inspected inspected = api.calls().inspect(listed.id());
                return states.of(inspected.listed(listed), inspected, wall.instant());
            });
        } catch (ProviderFailure e) {
            if (e.failure().category() == FailureCategory.NOT_FOUND) {
                // The container was removed after it was listed; the next observation shows that.
                return states.of(listed, null, wall.instant());
            }
            if (e.maySpareOthers()) {
                return Sighting.unclear(e.failure());
            }
            throw e;
        }
    }

    @Override
    public Optional<String> findByRequestKey(String requestKey) throws ProviderFailure {
        Machines<JsonNode, Listed> listed = Engine.question(
                () -> new Containers(engine.ask()).list("label", List.of(Labels.REQUEST + "=" + requestKey)));
        Optional<String> found = listed.readable().stream()
                .filter(container -> container.labelled(Labels.REQUEST, requestKey))
                .map(Listed::id)
                .findFirst();
        if (found.isEmpty()) {
            listed.requireNoneMissed(element -> ListingReader.mayHave(element, Labels.REQUEST, requestKey));
        }
        return found;
    }

    @Override
    public Catalogue catalogue() throws ProviderFailure {
        return Engine.question(() -> Catalogues.of(engine.ask()));
    }

    @Override
    public Listening listen(Consumer<Set<String>> changed) {
        Consumer<Set<String>> noting = ids -> {
            noticed.add(ids);
            changed.accept(ids);
        };
        return new EventFeed(engine, events, noting, wall).start();
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
