package io.instancebus.provider.docker;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Foreign;
import io.instancebus.provider.Machines;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jclouds.io.Payload;
import org.jclouds.io.Payloads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Creates the container of a create, copies the user data into it, and starts it. A worker may end after any of these
 * steps; a repeat of the create then continues with the container that exists.
 */
final class Launch {
    private static final Logger log = LoggerFactory.getLogger(Launch.class);

    /** A name may be taken before its container is visible. */
    private static final Duration BEING_MADE = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Engine.Asking asking;
    private final Containers containers;
    private final CreateRequest request;

    Launch(Engine.Asking asking, CreateRequest request) {
        this.asking = asking;
        this.containers = new Containers(asking);
        this.request = request;
    }

    /** @return the container's id */
    String create(Map<String, Object> container) throws ProviderFailure {
        String name = Labels.containerName(request.requestKey());
        String id;
        try {
            id = asking.call("create", api -> api.calls().create(name, container))
                    .id();
        } catch (ProviderFailure e) {
            Listed made = madeAllTheSame(name, e);
            bringUpUnstarted(made);
            return made.id();
        }
        bringUp(id);
        return id;
    }

    void resume(String nativeId) throws ProviderFailure {
        Optional<Listed> listed = containers.find(nativeId);
        if (listed.isPresent()) {
            Listed made = listed.get();
            // A container that cannot be started is removed, so this one must belong to the create.
            if (!made.labelled(Labels.REQUEST, request.requestKey())) {
                throw Foreign.refusal(nativeId, request.requestKey());
            }
            bringUpUnstarted(made);
        }
    }

    /**
     * The container with this key after a create without a usable answer: an earlier create made it, or the answer was
     * lost. Only a create starts a container, so this create must find it; a later observation would not start it.
     */
    private Listed madeAllTheSame(String name, ProviderFailure e) throws ProviderFailure {
        if (e.isOutcomeUnknown()) {
            try {
                return madeBefore(name, e);
            } catch (ProviderFailure notSeen) {
                e.addSuppressed(notSeen);
                throw e;
            }
        }
        if (e.failure().category() == FailureCategory.CONFLICT) {
            return madeBefore(name, e);
        }
        throw e;
    }

    /** The container with this name; if it has another key, throws the create's failure. */
    private Listed madeBefore(String name, ProviderFailure failed) throws ProviderFailure {
        Deadline deadline = Deadline.in(BEING_MADE);
        do {
            // The engine treats the filter as a regular expression.
            String exactly = "^/" + name.replace(".", "\\.") + "$";
            Machines<JsonNode, Listed> listed = containers.list("name", List.of(exactly));
            Optional<Listed> named = listed.readable().stream().findFirst();
            if (named.isPresent()) {
                if (!named.get().labelled(Labels.REQUEST, request.requestKey())) {
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
        throw ProviderFailure.outcomeUnknown("another worker is creating " + name, null);
    }

    private static void pause() throws ProviderFailure {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderFailure.outcomeUnknown("interrupted", e);
        }
    }

    private void bringUpUnstarted(Listed made) throws ProviderFailure {
        if (made.state().equals("created")) {
            bringUp(made.id());
        }
    }

    /**
     * Starts the container. One that the engine refuses to start has never run, and is removed, so that a failed create
     * leaves nothing. The engine may also have refused because another worker starts it at the same moment, so it is
     * inspected and started once more.
     */
    private void bringUp(String id) throws ProviderFailure {
        try {
            fillAndStart(id);
        } catch (ProviderFailure first) {
            if (first.failure().providerCode() == null) {
                throw first;
            }
            pause();
            Optional<Listed> now = containers.find(id);
            if (now.isEmpty()) {
                throw first;
            }
            if (now.get().state().equals("created")) {
                bringUpOrRemove(id);
            }
        }
    }

    private void bringUpOrRemove(String id) throws ProviderFailure {
        try {
            fillAndStart(id);
        } catch (ProviderFailure e) {
            if (e.failure().providerCode() != null) {
                removeUnstarted(id);
            }
            throw e;
        }
    }

    private void fillAndStart(String id) throws ProviderFailure {
        byte[] userData = request.userData();
        if (userData != null) {
            Payload archive = Payloads.newByteArrayPayload(Seed.archive(request.instanceId(), userData));
            archive.getContentMetadata().setContentType("application/x-tar");
            asking.change("put user data", api -> api.calls().put(id, "/", archive));
        }
        containers.start(id);
    }

    private void removeUnstarted(String id) {
        try {
            containers.remove(id);
        } catch (ProviderFailure e) {
            if (e.failure().category() != FailureCategory.NOT_FOUND) {
                log.atWarn()
                        .addKeyValue("nativeId", id)
                        .addKeyValue("problem", e.getMessage())
                        .log("A container that could not be started could not be removed either");
            }
        }
    }
}
