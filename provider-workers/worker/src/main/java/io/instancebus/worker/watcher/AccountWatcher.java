package io.instancebus.worker.watcher;

import io.instancebus.domain.AccountNews;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.KnownInstance;
import io.instancebus.domain.Report;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.time.Clocks;
import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.report.AccountJournal;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.report.Reporter;
import io.instancebus.worker.report.TracedReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes the instances of one account while this process owns it: at once for an observation request, and all of them
 * in every pass, which reports only differences. Any thread may call {@link #request}; one thread calls {@link #step}.
 *
 * <p>A report has the number of its observation request; a report without a request has the highest number that was
 * known before its observation began. Both have the owner's epoch, and a pass that rises with each observation.
 */
final class AccountWatcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AccountWatcher.class);
    private static final Duration REPORT_PATIENCE = Duration.ofSeconds(60);
    private static final Duration UNTIL_THE_TABLE_IS_READY = Duration.ofMillis(100);

    private final WatchedAccount account;
    private final long epoch;
    private final KnownInstances known;
    private final CatalogueWatcher catalogue;
    private final Reporter reporter;
    private final AccountJournal journal;
    private final Clocks clocks;
    private final SteadyClock clock;
    private final InstanceObserver observer;
    private final PendingRequests pending = new PendingRequests();
    private final ObservationNumbers numbers = new ObservationNumbers();
    private final ScanSchedule schedule;
    private final RecentReports recentReports = new RecentReports();
    private final Agreements agreements = new Agreements();
    private final MassDisappearanceGuard guard;
    private final AccountHealth health = new AccountHealth();
    private final ChangeHints hints = new ChangeHints();
    private final UnknownInstances unknownInstances = new UnknownInstances();
    private long pass;
    private Optional<AccountNews> untold = Optional.empty();
    private volatile boolean closed;

    AccountWatcher(
            WatchedAccount account,
            long epoch,
            KnownInstances known,
            CatalogueWatcher catalogue,
            Reporter reporter,
            AccountJournal journal,
            Clocks clocks) {
        this.account = account;
        this.epoch = epoch;
        this.known = known;
        this.catalogue = catalogue;
        this.reporter = reporter;
        this.journal = journal;
        this.clocks = clocks;
        this.clock = clocks.steady();
        this.observer = new InstanceObserver(account.provider(), this::nativeIds, clock);
        this.schedule = new ScanSchedule(account.passInterval());
        this.guard = new MassDisappearanceGuard(account.passInterval());
    }

    /** A request for an instance of another account is ignored: this account's provider would not list the machine. */
    void request(PendingRequest request) {
        boolean anothers = known.find(request.instanceId())
                .filter(instance -> !instance.account().equals(account.name()))
                .isPresent();
        if (anothers) {
            request.answered().run();
        } else {
            pending.add(request);
        }
    }

    /** The provider notified that these, or with none any, may have changed: they are observed now. */
    void changed(Set<String> nativeIds) {
        hints.add(nativeIds, clock.now());
        pending.wake();
    }

    /** Passes the provider's notifications on to {@link #changed} until the result is closed. */
    Provider.Listening listen() {
        return account.provider().listen(this::changed);
    }

    /** Returns early when an observation is requested, or the provider notifies of a change. */
    boolean awaitRequest(Duration longest) throws InterruptedException {
        return pending.awaitArrival(longest.toMillis());
    }

    /**
     * Does everything that is due.
     *
     * @return the time of the next step without a request
     */
    SteadyTime step() throws NotReported {
        publish(untold);
        if (clock.now().isBefore(health.notBefore()) && !hints.ofAll()) {
            return health.notBefore();
        }
        try {
            answerRequests();
            return known.ready() ? observeDue() : clock.now().plus(UNTIL_THE_TABLE_IS_READY);
        } catch (ProviderFailure e) {
            hints.clear();
            failed(e);
            return health.notBefore();
        } catch (RuntimeException | Error e) {
            hints.clear();
            broke(e);
            return health.notBefore();
        }
    }

    /** A bug is not retried every second, and is shown at the account. */
    private void broke(Throwable bug) throws NotReported {
        if (!closed) {
            log.atError().addKeyValue("account", account.name()).setCause(bug).log("An observation failed with a bug");
        }
        failed(ProviderFailure.of(
                FailureCategory.INTERNAL,
                null,
                "a bug in the watch of the account (" + bug.getClass().getSimpleName()
                        + "); the workers' log says more"));
    }

    /** Observes all instances when a pass is due, and otherwise those that may have changed. */
    private SteadyTime observeDue() throws ProviderFailure, NotReported {
        SteadyTime begun = clock.now();
        if (schedule.due(begun) || hints.ofAll()) {
            hints.ofAllNoMore();
            observeAll();
            SteadyTime ended = clock.now();
            schedule.ended(begun, ended);
            account.meters().passed(begun.until(ended));
        } else {
            observe(hints.due(begun));
        }
        SteadyTime pass = schedule.next();
        return hints.next().filter(next -> next.isBefore(pass)).orElse(pass);
    }

    private void measureHealth() {
        account.meters().stale(health.stale());
        if (closed) {
            account.meters().ended();
        }
    }

    private Set<String> nativeIds() {
        return known.unfinished(account.name()).stream()
                .flatMap(instance -> Stream.ofNullable(instance.nativeId()))
                .collect(Collectors.toSet());
    }

    private void failed(ProviderFailure e) throws NotReported {
        if (closed) {
            return;
        }
        log.atWarn()
                .addKeyValue("account", account.name())
                .addKeyValue("category", e.failure().category())
                .addKeyValue("problem", e.getMessage())
                .log("An observation of the provider failed");
        Optional<AccountNews> news = health.failed(e, clocks);
        measureHealth();
        publish(news);
    }

    private void answerRequests() throws ProviderFailure, NotReported {
        if (guard.stands() && !schedule.due(clock.now())) {
            // The next pass determines the state, and then the requests are answered.
            return;
        }
        List<PendingRequest> requests = pending.takeAll();
        List<PendingRequest> open = new ArrayList<>(requests);
        try {
            if (!requests.isEmpty()) {
                answer(requests, open);
                health.answered();
            }
        } finally {
            pending.putBack(open);
        }
    }

    /** Answers requests, and removes the answered ones from open. */
    private void answer(List<PendingRequest> requests, List<PendingRequest> open) throws ProviderFailure, NotReported {
        requests.forEach(numbers::asked);
        pass++;
        Map<PendingRequest, Sighting> answers = see(requests);
        answers.forEach((request, sighting) -> unknownInstances.saw(request.instanceId(), sighting));
        boolean missingBelieved = believe(answers);
        answers.entrySet()
                .removeIf(answer -> answer.getValue().state() == SightingState.MISSING
                        && !missingBelieved
                        && believedThere(answer.getKey().instanceId()));
        tell(
                answers.entrySet().stream()
                        .map(answer -> observed(
                                answer.getKey().instanceId(), answer.getKey().number(), answer.getValue()))
                        .toList(),
                traces(answers.keySet()));
        open.removeAll(answers.keySet());
        answers.keySet().forEach(request -> request.answered().run());
    }

    private static Map<InstanceId, TraceParent> traces(Collection<PendingRequest> requests) {
        Map<InstanceId, TraceParent> traces = new HashMap<>();
        for (PendingRequest request : requests) {
            TraceParent trace = request.trace();
            if (trace != null) {
                traces.put(request.instanceId(), trace);
            }
        }
        return traces;
    }

    /** InstanceObserver first at instances with a native id: this shows whether only searches fail. */
    private Map<PendingRequest, Sighting> see(List<PendingRequest> requests) throws ProviderFailure {
        Map<PendingRequest, String> ids = new HashMap<>();
        for (PendingRequest request : requests) {
            String nativeId = nativeId(request);
            if (nativeId != null) {
                ids.put(request, nativeId);
            }
        }
        Map<PendingRequest, Sighting> answers = new HashMap<>(see(ids));
        answers.putAll(search(
                requests.stream().filter(request -> !ids.containsKey(request)).toList()));
        return answers;
    }

    /** A known native id never changes: a request with another one would make an existing machine look missing. */
    private @Nullable String nativeId(PendingRequest request) {
        return known.find(request.instanceId()).map(KnownInstance::nativeId).orElse(request.nativeId());
    }

    /**
     * Searches by request key. After a search without an answer, which took its full time, the others wait for the next
     * step.
     */
    private Map<PendingRequest, Sighting> search(List<PendingRequest> requests) throws ProviderFailure {
        Map<PendingRequest, Sighting> answers = new HashMap<>();
        Map<PendingRequest, String> ids = new HashMap<>();
        boolean silence = false;
        for (PendingRequest request : requests) {
            if (silence) {
                break;
            }
            switch (observer.find(request.requestKey())) {
                case InstanceObserver.Found.At at -> ids.put(request, at.nativeId());
                case InstanceObserver.Found.Nowhere nowhere -> answers.put(request, Sighting.of(SightingState.MISSING));
                case InstanceObserver.Found.Unclear unclear -> {
                    answers.put(request, Sighting.unclear(unclear.problem().failure()));
                    silence = unclear.unanswered();
                }
            }
        }
        answers.putAll(see(ids));
        return answers;
    }

    private Map<PendingRequest, Sighting> see(Map<PendingRequest, String> ids) throws ProviderFailure {
        Map<PendingRequest, Sighting> answers = new HashMap<>();
        if (!ids.isEmpty()) {
            Map<String, Sighting> seen =
                    observer.observe(ids.values().stream().distinct().toList());
            ids.forEach((request, nativeId) -> answers.put(request, Objects.requireNonNull(seen.get(nativeId))));
        }
        return answers;
    }

    private boolean believe(Map<PendingRequest, Sighting> answers) {
        List<Sighting> ofThose = answers.entrySet().stream()
                .filter(entry -> known.find(entry.getKey().instanceId())
                        .filter(KnownInstance::expectedThere)
                        .isPresent())
                .map(Map.Entry::getValue)
                .toList();
        return believe(ofThose, false);
    }

    private boolean believe(Collection<Sighting> sightings, boolean complete) {
        int missing = count(sightings, SightingState.MISSING);
        // An instance that cannot be seen says nothing about the provider's list.
        int present = sightings.size() - missing - count(sightings, SightingState.UNKNOWN);
        boolean stood = guard.stands();
        boolean believed = guard.mayReportMissing(missing, present, complete, clock.now());
        if (guard.stands() && !stood) {
            schedule.confirm(clock.now());
            log.atWarn()
                    .addKeyValue("account", account.name())
                    .addKeyValue("missing", missing)
                    .log("All instances are missing at once; observing again before reporting them");
        }
        return believed;
    }

    private static int count(Collection<Sighting> sightings, SightingState state) {
        return (int)
                sightings.stream().filter(sighting -> sighting.state() == state).count();
    }

    private boolean believedThere(InstanceId id) {
        return known.find(id).filter(KnownInstance::believedThere).isPresent();
    }

    private void observeAll() throws ProviderFailure, NotReported {
        Collection<KnownInstance> instances = known.unfinished(account.name());
        observe(instances, true);
        if (!catalogue.readable() && instances.stream().allMatch(instance -> instance.nativeId() == null)) {
            // No request was made in this pass; probe, so that an outage is still detected.
            account.provider().probe();
        }
        prune(instances);
        if (!guard.stands()) {
            Optional<AccountNews> news = health.passed(unknownInstances, instances.size());
            measureHealth();
            publish(news);
        }
    }

    private void observe(Set<String> nativeIds) throws ProviderFailure, NotReported {
        if (!nativeIds.isEmpty()) {
            List<KnownInstance> instances = known.unfinished(account.name()).stream()
                    .filter(instance -> instance.nativeId() != null && nativeIds.contains(instance.nativeId()))
                    .toList();
            observe(instances, false);
        }
    }

    private void observe(Collection<KnownInstance> instances, boolean complete) throws ProviderFailure, NotReported {
        if (instances.isEmpty() && !complete) {
            return;
        }
        List<KnownInstance> asked = instances.stream()
                .filter(instance -> instance.nativeId() != null)
                .toList();
        pass++;
        Map<String, Sighting> seen = observer.observe(
                asked.stream().map(KnownInstance::nativeId).distinct().toList());
        asked.forEach(instance -> unknownInstances.saw(instance.id(), sighting(instance, seen)));
        List<Sighting> ofThoseThere = asked.stream()
                .filter(KnownInstance::expectedThere)
                .map(instance -> sighting(instance, seen))
                .toList();
        boolean missingBelieved = believe(ofThoseThere, complete);
        tell(
                asked.stream()
                        .filter(instance -> worthTelling(instance, sighting(instance, seen), missingBelieved))
                        .map(instance -> observed(instance.id(), numbers.before(instance), sighting(instance, seen)))
                        .toList(),
                Map.of());
    }

    private static Sighting sighting(KnownInstance instance, Map<String, Sighting> seen) {
        return Objects.requireNonNull(seen.get(instance.nativeId()));
    }

    private boolean worthTelling(KnownInstance instance, Sighting sighting, boolean missingBelieved) {
        if (agreements.agree(instance, sighting)) {
            recentReports.forget(instance.id());
            return false;
        }
        if (instance.nativeId() != null) {
            hints.settled(instance.nativeId());
        }
        boolean doubtful = sighting.state() == SightingState.MISSING && !missingBelieved;
        return !doubtful && recentReports.isNew(instance.id(), sighting, clock.now());
    }

    /** Forgets what the bus has forgotten; an open request keeps its number. */
    private void prune(Collection<KnownInstance> instances) {
        var ids = instances.stream().map(KnownInstance::id).collect(Collectors.toSet());
        recentReports.keepOnly(ids);
        unknownInstances.keepOnly(ids);
        agreements.keepOnly(ids);
        if (pending.isEmpty()) {
            numbers.keepOnly(ids);
        }
    }

    private Report.Observed observed(InstanceId id, long number, Sighting sighting) {
        Sighting whole = sighting.state() == SightingState.UNKNOWN && sighting.fault() != null
                ? known.find(id)
                        .map(instance -> instance.withKnownAddresses(sighting))
                        .orElse(sighting)
                : sighting;
        return new Report.Observed(id, number, epoch, pass, whole);
    }

    /** @param traces the traces of the answered requests, by instance */
    private void tell(List<Report.Observed> observations, Map<InstanceId, TraceParent> traces) throws NotReported {
        SteadyTime now = clock.now();
        List<TracedReport> reports = observations.stream()
                .map(each -> new TracedReport(each, traces.get(each.instanceId())))
                .toList();
        reporter.reportAll(account.name(), reports, now.plus(REPORT_PATIENCE));
        observations.forEach(each -> recentReports.tell(each.instanceId(), each.sighting(), now));
    }

    /** News that cannot be published now is published first next time, unless there is newer news by then. */
    private void publish(Optional<AccountNews> news) throws NotReported {
        if (news.isPresent() && !closed) {
            untold = news;
            journal.publish(account.name(), account.provider().type(), news.get());
            untold = Optional.empty();
        }
    }

    /** The end of the watch may interrupt an observation, which says nothing about the provider. */
    @Override
    public void close() {
        closed = true;
        account.meters().ended();
    }
}
