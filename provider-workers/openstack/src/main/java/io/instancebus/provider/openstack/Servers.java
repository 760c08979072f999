package io.instancebus.provider.openstack;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Machines;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Observes servers, in as few requests as Nova allows. */
final class Servers {
    private static final Logger log = LoggerFactory.getLogger(Servers.class);
    /** Up to this number, servers are requested individually; more are listed. */
    private static final int FEW = 3;
    /** Nova's default limit; an operator can configure a lower one, and pages are then shorter. */
    private static final int PAGE = 1_000;
    /** The period of the list of recent changes, which contains deleted servers; longer than a destroy takes. */
    private static final Duration LATELY = Duration.ofMinutes(15);
    /** The remaining time below which an observation makes no further request. */
    private static final Duration RESERVE = Duration.ofSeconds(2);

    /** From this microversion on a list marks servers in a cell that is down; earlier ones omit them. */
    private static final String HONEST = "2.69";

    private static final String FIRST = "2.1";

    private static final Comparator<Server> OLDEST_FIRST =
            Comparator.comparing(Servers::age).thenComparing(Server::id);

    private final Session<NovaApi> session;
    private final InstantSource clock;
    private final Set<String> toldOf = ConcurrentHashMap.newKeySet();
    private volatile String version = HONEST;
    private final Listing<Machines<JsonNode, Server>> listing;

    /** The result of an observation of one server. */
    sealed interface Found {
        record Seen(Server server) implements Found {}

        /** Nova itself reports that the server does not exist. */
        record Missing() implements Found {}

        /** Nova answered the request for this server with an error. */
        record Refused(ProviderFailure failure) implements Found {}

        /** No time remained for the request. */
        record NotReached() implements Found {}
    }

    /** @param patience the time limit of a listing */
    Servers(Session<NovaApi> session, Duration patience, InstantSource clock) {
        this.session = session;
        this.clock = clock;
        this.listing = new Listing<>(() -> listAll(Deadline.in(patience)));
    }

    /**
     * Observes servers. A missing entry in a list is no proof that a server is gone, because an older Nova omits the
     * servers of a cell that is down: Nova must confirm it, in the list of deleted servers or in an answer about this
     * server. The same applies when Nova refuses a list, as it does if one server cannot be shown.
     *
     * @throws ProviderFailure if no request was answered
     */
    Map<String, Found> observe(Collection<String> ids, Deadline deadline) throws ProviderFailure {
        Map<String, Found> found = new HashMap<>();
        List<String> others = new ArrayList<>(ids);
        try {
            if (others.size() > FEW) {
                take(others, listing.ask(deadline), server -> true, found);
            }
            if (others.size() > FEW) {
                take(others, list(clock.instant().minus(LATELY), deadline), server -> !there(server), found);
            }
        } catch (ProviderFailure e) {
            if (!e.maySpareOthers()) {
                throw e;
            }
        }
        observeOneByOne(others, found, deadline);
        return found;
    }

    private void observeOneByOne(List<String> ids, Map<String, Found> found, Deadline deadline) throws ProviderFailure {
        // A random order, so that a server that this observation does not reach comes earlier in another.
        Collections.shuffle(ids);
        int answered = found.size();
        int refused = 0;
        for (String id : ids) {
            if (answered + refused > 0 && deadline.left().compareTo(RESERVE) < 0) {
                found.put(id, new Found.NotReached());
                continue;
            }
            try {
                found.put(id, one(id, deadline));
                answered++;
            } catch (ProviderFailure e) {
                refused++;
                boolean all = answered == 0 && refused == Math.min(FEW, ids.size());
                if (all || !e.maySpareOthers()) {
                    throw e;
                }
                found.put(id, new Found.Refused(e));
            }
        }
    }

    /** Takes the servers that a list shows readably; the others are requested individually. */
    private static void take(
            List<String> ids, Machines<JsonNode, Server> servers, Predicate<Server> which, Map<String, Found> found) {
        ids.removeIf(id -> {
            Optional<Server> server = servers.readable(id).filter(which);
            server.ifPresent(seen -> found.put(id, new Found.Seen(seen)));
            return server.isPresent();
        });
    }

    private Found one(String id, Deadline deadline) throws ProviderFailure {
        Optional<Server> found = find(id, deadline);
        return found.isPresent() ? new Found.Seen(found.get()) : new Found.Missing();
    }

    Optional<Server> find(String id, Deadline deadline) throws ProviderFailure {
        return session.find(
                "get server", deadline, api -> Server.single(api.reads().get(id)));
    }

    /** @throws ProviderFailure if the server does not exist, or the part of Nova that has its data is down */
    boolean isMadeFor(String id, String requestKey, Deadline deadline) throws ProviderFailure {
        Server server = find(id, deadline).orElseThrow(() -> unknown(id));
        if (server.partial()) {
            throw ProviderFailure.unreachable(
                    "a part of Nova is down: it does not show the data of server " + id, null);
        }
        return requestKey.equals(server.metadata().get(Creation.REQUEST));
    }

    static ProviderFailure unknown(String id) {
        return ProviderFailure.of(FailureCategory.NOT_FOUND, "itemNotFound", "Nova has no server " + id);
    }

    /** The server of a request. If several exist, every caller gets the same one: the oldest. */
    Optional<String> madeFor(String requestKey, Deadline deadline) throws ProviderFailure {
        Machines<JsonNode, Server> all = listing.ask(deadline);
        List<Server> found = all.readable().stream()
                .filter(server -> requestKey.equals(server.metadata().get(Creation.REQUEST)))
                .filter(Servers::there)
                .sorted(OLDEST_FIRST)
                .toList();
        if (found.isEmpty() && all.readable().stream().anyMatch(Server::partial)) {
            throw ProviderFailure.unreachable(
                    "a part of Nova is down: it does not show the data of some" + " servers", null);
        }
        if (found.isEmpty()) {
            all.requireNoneMissed(server -> Server.mayBeFor(server, requestKey));
        }
        return found.stream().map(Server::id).findFirst();
    }

    private static Instant age(Server server) {
        return Objects.requireNonNullElse(server.created(), Instant.MAX);
    }

    /** Whether the server exists: Nova briefly still lists deleted servers, with that status. */
    private static boolean there(Server server) {
        return States.state(server.status(), server.task()) != SightingState.GONE;
    }

    private Machines<JsonNode, Server> listAll(Deadline deadline) throws ProviderFailure {
        Machines<JsonNode, Server> all = list(null, deadline);
        all.readable().stream()
                .filter(server -> server.metadata().containsKey(Creation.REQUEST))
                .filter(Servers::there)
                .collect(Collectors.groupingBy(
                        server -> String.valueOf(server.metadata().get(Creation.REQUEST))))
                .forEach(this::tellOfSeveral);
        return all;
    }

    /**
     * Logs that several servers exist for one request, which Nova cannot prevent without an idempotency token; once for
     * each server.
     */
    private void tellOfSeveral(String requestKey, List<Server> servers) {
        if (servers.size() > 1 && toldOf.add(requestKey)) {
            log.atWarn()
                    .addKeyValue("requestKey", requestKey)
                    .addKeyValue(
                            "servers",
                            servers.stream()
                                    .sorted(OLDEST_FIRST)
                                    .map(Server::id)
                                    .toList())
                    .log("Several servers were created for one request; one is the instance, the others belong"
                            + " to no instance");
        }
    }

    /** @param since lists only servers changed since then, deleted ones included; null for all existing servers */
    private Machines<JsonNode, Server> list(@Nullable Instant since, Deadline deadline) throws ProviderFailure {
        return Server.listed(
                session.all("servers", Integer.MAX_VALUE, deadline, (api, marker) -> page(api.reads(), since, marker))
                        .elements());
    }

    private String page(NovaApi.Reads nova, @Nullable Instant since, @Nullable String marker) {
        try {
            return page(nova, version, since, marker);
        } catch (Refused e) {
            if (e.status() != 406) {
                throw e;
            }
            version = FIRST;
            return page(nova, FIRST, since, marker);
        }
    }

    private static String page(NovaApi.Reads nova, String version, @Nullable Instant since, @Nullable String marker) {
        String from =
                since == null ? null : since.truncatedTo(ChronoUnit.SECONDS).toString();
        return nova.list(version, PAGE, from, marker);
    }
}
