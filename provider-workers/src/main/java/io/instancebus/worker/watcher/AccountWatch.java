package io.instancebus.worker.watcher;

import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.worker.provider.Catalogue;
import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.provider.ProviderFailure;
import io.instancebus.worker.report.AccountJournal;
import io.instancebus.worker.report.AccountNews;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.report.Reporter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the instances of one account while this process owns it: at once where a look is asked for, and at all of
 * them every pass, of which only differences are told. {@link #request} may be called by any thread; {@link #step} by one.
 *
 * <p>Every look carries the highest request number that was known before it began, the owner's epoch, and a pass that
 * rises with each look.
 */
final class AccountWatch {
    private static final Logger log = LoggerFactory.getLogger(AccountWatch.class);
    private static final Duration CATALOGUE_INTERVAL = Duration.ofMinutes(5);
    private static final Duration CATALOGUE_RETRY = Duration.ofMinutes(1);
    /** No request has this key. */
    private static final String NOBODYS_KEY = "instance-bus-nobody";
    /** Looking at everything takes at most a tenth of the time, however many instances there are, */
    private static final int REST = 9;
    /** but a pass that took long, perhaps since the bus was away, does not put off the next for longer than this. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private static final Duration REPORT_PATIENCE = Duration.ofSeconds(60);

    private final WatchedAccount account;
    private final long epoch;
    private final KnownInstances known;
    private final Reporter reporter;
    private final AccountJournal journal;
    private final Clock clock;
    private final Looks looks;
    private final PendingRequests pending = new PendingRequests();
    private final Map<InstanceId, Long> numbers = new HashMap<>();
    private final Volunteered volunteered = new Volunteered();
    private final Doubt doubt;
    private final Health health = new Health();
    private final Rumours rumours = new Rumours();
    private long pass;
    private Instant nextPass = Instant.MIN;
    private Instant nextCatalogue = Instant.MIN;
    private @Nullable Catalogue catalogue;
    private boolean catalogueFails;
    private Optional<AccountNews> untold = Optional.empty();

    AccountWatch(
            WatchedAccount account,
            long epoch,
            KnownInstances known,
            Reporter reporter,
            AccountJournal journal,
            Clock clock) {
        this.account = account;
        this.epoch = epoch;
        this.known = known;
        this.reporter = reporter;
        this.journal = journal;
        this.clock = clock;
        this.looks = new Looks(account.provider());
        this.doubt = new Doubt(account.passInterval());
    }

    void request(LookRequest request) {
        pending.add(request);
    }

    /** The provider says by itself that these, or with none any, may have changed: they are looked at now. */
    void changed(Set<String> nativeIds) {
        rumours.add(nativeIds);
        pending.wake();
    }

    /** Has the provider's own news passed on to {@link #changed} until that is closed. */
    Provider.Listening listen() {
        return account.provider().listen(this::changed);
    }

    /** Returns early when a look is asked for, or the provider tells of a change. */
    boolean awaitRequest(Duration longest) throws InterruptedException {
        return pending.awaitArrival(longest.toMillis());
    }

    /**
     * Does what is due.
     *
     * @return when there is something to do without a request
     */
    Instant step() throws NotReported {
        publish(untold);
        Instant now = clock.instant();
        if (now.isBefore(health.notBefore()) && !rumours.ofAll()) {
            return health.notBefore();
        }
        try {
            answerRequests();
            refreshCatalogue(now);
            if (known.ready()) {
                if (!now.isBefore(nextPass) || rumours.ofAll()) {
                    Set<String> unused = rumours.take();
                    Instant begun = clock.instant();
                    lookAtAll();
                    Instant end = clock.instant();
                    nextPass = end.plus(rest(Duration.between(begun, end)));
                } else {
                    lookAt(rumours.take());
                }
            }
        } catch (ProviderFailure e) {
            Set<String> unused = rumours.take();
            failed(e);
            return health.notBefore();
        }
        return known.ready() ? nextPass : clock.instant().plus(Duration.ofMillis(100));
    }

    private Duration rest(Duration taken) {
        Duration wanted = taken.multipliedBy(REST);
        Duration rest = wanted.compareTo(LONGEST_REST) < 0 ? wanted : LONGEST_REST;
        return rest.compareTo(account.passInterval()) > 0 ? rest : account.passInterval();
    }

    private void failed(ProviderFailure e) throws NotReported {
        log.atWarn()
                .addKeyValue("account", account.name())
                .addKeyValue("category", e.failure().category())
                .addKeyValue("problem", e.getMessage())
                .log("A look at the provider failed");
        publish(health.failed(e, clock.instant()));
    }

    private void answerRequests() throws ProviderFailure, NotReported {
        if (doubt.stands() && clock.instant().isBefore(nextPass)) {
            // The next look at everything settles it, and then they are answered.
            return;
        }
        List<LookRequest> requests = pending.takeAll();
        List<LookRequest> open = new ArrayList<>(requests);
        try {
            if (!requests.isEmpty()) {
                answer(requests, open);
                health.answered();
            }
        } finally {
            pending.putBack(open);
        }
    }

    /** Takes those that were answered out of open. */
    private void answer(List<LookRequest> requests, List<LookRequest> open) throws ProviderFailure, NotReported {
        requests.forEach(request -> numbers.merge(request.instanceId(), request.number(), Math::max));
        pass++;
        Map<InstanceId, Long> carried = new HashMap<>();
        Map<LookRequest, String> nativeIds = new HashMap<>();
        for (LookRequest request : requests) {
            carried.put(request.instanceId(), number(request.instanceId()));
            nativeId(request).ifPresent(nativeId -> nativeIds.put(request, nativeId));
        }
        Map<String, Sighting> seen = looks.at(List.copyOf(nativeIds.values()));
        Map<LookRequest, Sighting> answers = new HashMap<>();
        for (LookRequest request : requests) {
            String nativeId = nativeIds.get(request);
            Sighting sighting = nativeId == null ? null : seen.get(nativeId);
            answers.put(request, sighting == null ? Sighting.of(SightingState.MISSING) : named(sighting, nativeId));
        }
        boolean missingBelieved = believe(answers);
        answers.entrySet()
                .removeIf(answer -> answer.getValue().state() == SightingState.MISSING
                        && !missingBelieved
                        && believedThere(answer.getKey().instanceId()));
        tell(answers.entrySet().stream()
                .map(answer -> observed(answer.getKey().instanceId(), carried, answer.getValue()))
                .toList());
        open.removeAll(answers.keySet());
        answers.keySet().forEach(request -> request.answered().run());
    }

    private Optional<String> nativeId(LookRequest request) throws ProviderFailure {
        String nativeId = request.nativeId();
        return nativeId == null ? looks.find(request.requestKey()) : Optional.of(nativeId);
    }

    private boolean believe(Map<LookRequest, Sighting> answers) {
        List<Sighting> ofThose = answers.entrySet().stream()
                .filter(entry -> believedThere(entry.getKey().instanceId()))
                .map(Map.Entry::getValue)
                .toList();
        return believe(ofThose, false);
    }

    private boolean believe(Collection<Sighting> sightings, boolean complete) {
        int missing = (int) sightings.stream()
                .filter(sighting -> sighting.state() == SightingState.MISSING)
                .count();
        boolean stood = doubt.stands();
        boolean believed = doubt.mayReportMissing(missing, sightings.size() - missing, complete, clock.instant());
        if (doubt.stands() && !stood) {
            nextPass = clock.instant().plus(account.passInterval());
            log.atWarn()
                    .addKeyValue("account", account.name())
                    .addKeyValue("missing", missing)
                    .log("Everything is missing at once; looking again before that is believed");
        }
        return believed;
    }

    private boolean believedThere(InstanceId id) {
        return known.find(id).filter(KnownInstance::believedThere).isPresent();
    }

    private void lookAtAll() throws ProviderFailure, NotReported {
        Collection<KnownInstance> instances = known.unfinished(account.name());
        lookAt(instances, true);
        if (catalogueFails && instances.stream().allMatch(instance -> instance.nativeId() == null)) {
            // Nobody was asked for anything, so that only this tells a provider that is away from one that is well.
            Optional<String> unused = looks.find(NOBODYS_KEY);
        }
        prune(instances);
        if (!doubt.stands()) {
            publish(health.passed());
        }
    }

    private void lookAt(Set<String> nativeIds) throws ProviderFailure, NotReported {
        if (!nativeIds.isEmpty()) {
            List<KnownInstance> instances = known.unfinished(account.name()).stream()
                    .filter(instance -> instance.nativeId() != null && nativeIds.contains(instance.nativeId()))
                    .toList();
            lookAt(instances, false);
        }
    }

    private void lookAt(Collection<KnownInstance> instances, boolean complete) throws ProviderFailure, NotReported {
        if (instances.isEmpty() && !complete) {
            return;
        }
        Map<InstanceId, KnownInstance> byId = instances.stream()
                .filter(instance -> instance.nativeId() != null)
                .collect(Collectors.toMap(KnownInstance::id, instance -> instance));
        Map<InstanceId, Long> carried = new HashMap<>();
        byId.keySet().forEach(id -> carried.put(id, number(id)));
        pass++;
        Map<String, Sighting> seen = looks.at(
                byId.values().stream().map(KnownInstance::nativeId).distinct().toList());
        List<Sighting> ofThoseThere = byId.values().stream()
                .filter(KnownInstance::believedThere)
                .map(instance -> seen.get(instance.nativeId()))
                .toList();
        boolean missingBelieved = believe(ofThoseThere, complete);
        tell(byId.values().stream()
                .map(instance ->
                        observed(instance.id(), carried, named(seen.get(instance.nativeId()), instance.nativeId())))
                .filter(look ->
                        worthTelling(Objects.requireNonNull(byId.get(look.instanceId())), look, missingBelieved))
                .toList());
    }

    private boolean worthTelling(KnownInstance instance, Report.Observed look, boolean missingBelieved) {
        if (!instance.differsFrom(look.sighting())) {
            volunteered.forget(instance.id());
            return false;
        }
        boolean doubtful = look.sighting().state() == SightingState.MISSING && !missingBelieved;
        return !doubtful && volunteered.isNew(instance.id(), look.sighting(), clock.instant());
    }

    /** What is forgotten on the bus is forgotten here; a request still open keeps its number. */
    private void prune(Collection<KnownInstance> instances) {
        var ids = instances.stream().map(KnownInstance::id).collect(Collectors.toSet());
        volunteered.keepOnly(ids);
        if (pending.isEmpty()) {
            numbers.keySet().retainAll(ids);
        }
    }

    private Report.Observed observed(InstanceId id, Map<InstanceId, Long> carried, Sighting sighting) {
        Sighting whole = sighting.state() == SightingState.UNKNOWN && sighting.fault() != null
                ? known.find(id)
                        .map(instance -> instance.withKnownAddresses(sighting))
                        .orElse(sighting)
                : sighting;
        return new Report.Observed(id, carried.getOrDefault(id, 0L), epoch, pass, whole);
    }

    private void tell(List<Report.Observed> observations) throws NotReported {
        Instant now = clock.instant();
        reporter.reportAll(account.name(), observations, now.plus(REPORT_PATIENCE));
        observations.forEach(each -> volunteered.tell(each.instanceId(), each.sighting(), now));
    }

    private long number(InstanceId id) {
        long onTheBus = known.find(id).map(KnownInstance::observation).orElse(0L);
        return Math.max(onTheBus, numbers.getOrDefault(id, 0L));
    }

    /** A look by request key tells the bus the native id that it found. */
    private static Sighting named(@Nullable Sighting seen, @Nullable String nativeId) {
        Sighting sighting = seen == null ? Sighting.of(SightingState.MISSING) : seen;
        if (sighting.nativeId() != null || sighting.state() == SightingState.MISSING) {
            return sighting;
        }
        return new Sighting(
                sighting.state(),
                sighting.rawState(),
                nativeId,
                sighting.publicAddresses(),
                sighting.privateAddresses(),
                sighting.sshPort(),
                sighting.launchedAt(),
                sighting.ownerId(),
                sighting.username(),
                sighting.progress(),
                sighting.fault());
    }

    /** Instances are looked after with a catalogue that cannot be read, too: it stays as it was. */
    private void refreshCatalogue(Instant now) throws NotReported {
        if (now.isBefore(nextCatalogue)) {
            return;
        }
        // Put off first: not even an adapter that breaks keeps the watch from its looks.
        nextCatalogue = now.plus(CATALOGUE_RETRY);
        try {
            Catalogue found = account.provider().catalogue();
            nextCatalogue = now.plus(CATALOGUE_INTERVAL);
            catalogueFails = false;
            if (!found.equals(catalogue)) {
                catalogue = found;
                publish(Optional.of(new AccountNews.CatalogueChanged(found)));
            }
        } catch (ProviderFailure e) {
            nextCatalogue = clock.instant().plus(CATALOGUE_RETRY);
            if (!catalogueFails) {
                catalogueFails = true;
                log.atWarn()
                        .addKeyValue("account", account.name())
                        .addKeyValue("category", e.failure().category())
                        .addKeyValue("problem", e.getMessage())
                        .log("The catalogue cannot be read; the one before stays until it can be");
            }
        }
    }

    /** What cannot be told now is told first thing next time, unless there is something newer to tell by then. */
    private void publish(Optional<AccountNews> news) throws NotReported {
        if (news.isPresent()) {
            untold = news;
            journal.publish(account.name(), account.provider().type(), news.get());
            untold = Optional.empty();
        }
    }
}
