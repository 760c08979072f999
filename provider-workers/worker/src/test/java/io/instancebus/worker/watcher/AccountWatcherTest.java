package io.instancebus.worker.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.AccountNews;
import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.Configuration;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.KnownInstance;
import io.instancebus.domain.Report;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.HandClock;
import io.instancebus.worker.Recorded;
import io.instancebus.worker.ScriptedProvider;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.report.TracedReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountWatcherTest {
    private static final Duration PASS = Duration.ofSeconds(10);

    private final HandClock clock = new HandClock();
    private final Recorded recorded = new Recorded();
    private final ScriptedProvider provider = new ScriptedProvider();
    private final Table table = new Table();
    private final AtomicInteger answered = new AtomicInteger();
    private final Measured measured = new Measured();
    private final WatchedAccount account = new WatchedAccount("main", provider, PASS, measured);
    private final CatalogueWatcher catalogue = new CatalogueWatcher(account, recorded, clock.both());
    private final AccountWatcher watcher =
            new AccountWatcher(account, 1_000, table, catalogue, recorded, recorded, clock.both());

    private static final class Measured implements AccountMeters {
        final List<String> said = new ArrayList<>();

        @Override
        public void passed(Duration took) {
            said.add("passed");
        }

        @Override
        public void stale(boolean stale) {
            said.add(stale ? "stale" : "well");
        }

        @Override
        public void ended() {
            said.add("ended");
        }
    }

    private static final class Table implements KnownInstances {
        final Map<InstanceId, KnownInstance> all = new LinkedHashMap<>();
        boolean ready = true;

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public Optional<KnownInstance> find(InstanceId id) {
            return Optional.ofNullable(all.get(id));
        }

        @Override
        public Collection<KnownInstance> unfinished(String account) {
            return all.values().stream()
                    .filter(instance -> instance.state() != InstanceState.FINISH)
                    .toList();
        }

        void put(String id, InstanceState state, boolean vanished, long observation) {
            all.put(
                    new InstanceId(id),
                    new KnownInstance(
                            new InstanceId(id),
                            "main",
                            state,
                            details("native-" + id, List.of(new Address("203.0.113.7", AddressType.IPV4))),
                            vanished,
                            false,
                            observation));
        }

        void ofAnotherAccount(String id) {
            KnownInstance instance = new KnownInstance(
                    new InstanceId(id), "other", InstanceState.RUNNING, details(null, List.of()), false, false, 0);
            all.put(instance.id(), instance);
        }

        /** Its create is in progress, and its machine must be searched for. */
        void unmade(String id) {
            all.put(
                    new InstanceId(id),
                    new KnownInstance(
                            new InstanceId(id),
                            "main",
                            InstanceState.PENDING,
                            details(null, List.of()),
                            false,
                            false,
                            0));
        }

        private static InstanceDetails details(@Nullable String nativeId, List<Address> publicAddresses) {
            return InstanceDetails.builder("img1")
                    .nativeId(nativeId)
                    .publicAddresses(publicAddresses)
                    .build();
        }

        void destroying(String id) {
            all.computeIfPresent(
                    new InstanceId(id),
                    (same, now) -> new KnownInstance(
                            now.id(),
                            now.account(),
                            now.state(),
                            now.details(),
                            now.vanished(),
                            true,
                            now.observation()));
        }
    }

    private void known(String id, InstanceState state, long observation) {
        table.put(id, state, false, observation);
    }

    private void there(String id, SightingState state) {
        provider.instances.put("native-" + id, ScriptedProvider.sighting(state, "native-" + id, "203.0.113.7"));
    }

    private void ask(String id, long number, @Nullable String nativeId) {
        ask(id, number, nativeId, null);
    }

    private void ask(String id, long number, @Nullable String nativeId, @Nullable TraceParent trace) {
        watcher.request(new PendingRequest(
                new InstanceId(id), number, nativeId, "key-" + id, trace, answered::incrementAndGet));
    }

    private void nextPass() throws NotReported {
        clock.advance(PASS);
        watcher.step();
    }

    private List<SightingState> told(String id) {
        return recorded.observations().stream()
                .filter(observed -> observed.instanceId().value().equals(id))
                .map(observed -> observed.sighting().state())
                .toList();
    }

    @Test
    void aPassOverWhatIsAsKnownTellsNothing() throws NotReported {
        known("a", InstanceState.RUNNING, 3);
        there("a", SightingState.RUNNING);

        watcher.step();
        nextPass();

        assertThat(recorded.observations()).isEmpty();
        assertThat(provider.calls).containsExactly("describe 1", "describe 1");
    }

    @Test
    void aBugInAnObservationIsShownAtTheAccountAndNotRepeatedAtOnce() throws NotReported {
        known("a", InstanceState.RUNNING, 3);
        provider.onDescribe = () -> {
            throw new AssertionError("the adapter");
        };

        watcher.step();
        watcher.step();

        assertThat(recorded.news)
                .singleElement()
                .isInstanceOfSatisfying(
                        AccountNews.SourceStale.class,
                        stale -> assertThat(stale.failure().message()).contains("AssertionError"));
        assertThat(provider.calls).hasSize(1);
    }

    @Test
    void whatTheProviderTellsByItselfIsObservedBetweenPasses() throws NotReported {
        known("a", InstanceState.RUNNING, 3);
        known("b", InstanceState.RUNNING, 3);
        there("a", SightingState.RUNNING);
        there("b", SightingState.RUNNING);
        watcher.step();
        there("a", SightingState.STOPPED);
        watcher.step();
        assertThat(recorded.observations()).as("nobody told").isEmpty();

        watcher.changed(Set.of("native-a", "native-of-nobody"));
        watcher.step();

        assertThat(told("a")).containsExactly(SightingState.STOPPED);
        assertThat(provider.calls).containsExactly("describe 2", "describe 1");
        watcher.changed(Set.of());
        watcher.step();
        assertThat(provider.calls).as("any may have changed").endsWith("describe 2");
    }

    @Test
    void aProviderThatSaysItIsBackIsAskedAtOnce() throws NotReported {
        known("a", InstanceState.RUNNING, 3);
        there("a", SightingState.RUNNING);
        provider.onDescribe = () -> {
            throw ProviderFailure.unreachable("no route", null);
        };
        watcher.step();
        provider.onDescribe = () -> {};
        watcher.step();
        assertThat(provider.calls).as("not before its time").hasSize(1);

        watcher.changed(Set.of());
        watcher.step();

        assertThat(provider.calls).hasSize(2);
    }

    @Test
    void aPassTellsADifferenceOnceUntilTheBusHasTakenItIn() throws NotReported {
        known("a", InstanceState.RUNNING, 3);
        there("a", SightingState.STOPPED);

        watcher.step();
        nextPass();
        nextPass();
        assertThat(told("a")).containsExactly(SightingState.STOPPED);
        assertThat(recorded.observations().getFirst())
                .returns(3L, Report.Observed::number)
                .returns(1_000L, Report.Observed::epoch);

        nextPass();
        assertThat(told("a")).as("told again after half a minute").hasSize(2);
    }

    @Test
    void aSecondDifferenceIsToldAtOnce() throws NotReported {
        known("a", InstanceState.RUNNING, 3);
        there("a", SightingState.STOPPING);
        watcher.step();
        there("a", SightingState.STOPPED);
        nextPass();

        assertThat(told("a")).containsExactly(SightingState.STOPPING, SightingState.STOPPED);
    }

    @Test
    void newAddressesAndAReappearanceAreDifferences() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        provider.instances.put(
                "native-a", ScriptedProvider.sighting(SightingState.RUNNING, "native-a", "203.0.113.99"));
        table.put("b", InstanceState.RUNNING, true, 0);
        there("b", SightingState.RUNNING);

        watcher.step();

        assertThat(recorded.observations())
                .extracting(observed -> observed.instanceId().value())
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void anotherKeyIsADifferenceAndAnotherWordForTheImageIsNone() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        known("b", InstanceState.RUNNING, 0);
        there("a", new Configuration(null, null, null, null, "operators", null));
        there("b", new Configuration(null, new Named("sha256:1", List.of("img1")), null, null, null, null));

        watcher.step();

        assertThat(recorded.observations())
                .singleElement()
                .returns("a", observed -> observed.instanceId().value())
                .returns(
                        "operators",
                        observed -> observed.sighting().configuration().keyName());
    }

    private void there(String id, Configuration configuration) {
        provider.instances.put(
                "native-" + id,
                Sighting.of(SightingState.RUNNING)
                        .withNativeId("native-" + id)
                        .withAddresses(List.of(new Address("203.0.113.7", AddressType.IPV4)), List.of())
                        .withConfiguration(configuration));
    }

    @Test
    void finishedInstancesAreNotObserved() throws NotReported {
        known("a", InstanceState.FINISH, 0);

        watcher.step();

        assertThat(provider.calls).noneMatch(call -> call.startsWith("describe"));
        assertThat(recorded.observations()).isEmpty();
    }

    @Test
    void aRequestIsAnsweredWithItsNumberWhetherOrNotAnythingDiffers() throws NotReported {
        known("a", InstanceState.RUNNING, 3);
        there("a", SightingState.RUNNING);
        watcher.step();

        ask("a", 4, "native-a");
        watcher.step();

        assertThat(recorded.observations()).singleElement().returns(4L, Report.Observed::number);
        assertThat(answered).hasValue(1);
    }

    @Test
    void anAnswerBelongsToTheTraceOfItsRequestAndAnObservationOfTheWatchersOwnToNone() throws NotReported {
        TraceParent trace = TraceParent.start(true);
        known("a", InstanceState.RUNNING, 3);
        there("a", SightingState.STOPPED);
        there("b", SightingState.RUNNING);
        ask("a", 4, "native-a", trace);
        ask("b", 1, "native-b", null);
        watcher.step();
        assertThat(recorded.traced).extracting(TracedReport::trace).containsExactlyInAnyOrder(trace, null);

        there("a", SightingState.ERROR);
        nextPass();
        assertThat(recorded.traced).hasSize(3).last().returns(null, TracedReport::trace);
    }

    @Test
    void ofSeveralRequestsForAnInstanceTheLatestIsAnswered() throws NotReported {
        there("a", SightingState.RUNNING);
        ask("a", 4, "native-a");
        ask("a", 5, "native-a");
        watcher.step();

        assertThat(recorded.observations()).singleElement().returns(5L, Report.Observed::number);
        assertThat(answered).hasValue(2);
    }

    @Test
    void aRequestWithANumberThatNobodyGaveKeepsNoTrueOneFromItsAnswer() throws NotReported {
        known("a", InstanceState.RUNNING, 3);
        there("a", SightingState.STOPPED);
        ask("a", Long.MAX_VALUE, "native-a");
        ask("a", 4, "native-a");
        watcher.step();
        assertThat(recorded.observations()).as("both were waiting").first().returns(4L, Report.Observed::number);

        ask("a", Long.MAX_VALUE, "native-a");
        watcher.step();
        ask("a", 5, "native-a");
        watcher.step();
        assertThat(recorded.observations()).as("it was answered before").last().returns(5L, Report.Observed::number);
        there("a", SightingState.RUNNING);
        known("a", InstanceState.STOPPED, 5);
        nextPass();
        assertThat(recorded.observations())
                .as("an observation of its own")
                .last()
                .returns(5L, Report.Observed::number);
    }

    @Test
    void aRequestThatNamesAnotherMachineIsAnsweredWithTheInstancesOwn() throws NotReported {
        known("a", InstanceState.RUNNING, 3);
        there("a", SightingState.RUNNING);
        ask("a", 4, "native-nowhere");
        watcher.step();

        assertThat(told("a")).containsExactly(SightingState.RUNNING);
    }

    @Test
    void aRequestForAnInstanceOfAnotherAccountIsLeft() throws NotReported {
        table.ofAnotherAccount("a");
        ask("a", 4, null);
        watcher.step();

        assertThat(recorded.observations()).isEmpty();
        assertThat(answered).hasValue(1);
    }

    @Test
    void aSnapshotWithANumberThatNobodyGaveKeepsNoRequestFromItsAnswer() throws NotReported {
        known("a", InstanceState.RUNNING, Long.MAX_VALUE);
        there("a", SightingState.RUNNING);
        ask("a", 4, "native-a");
        watcher.step();

        assertThat(recorded.observations()).singleElement().returns(4L, Report.Observed::number);
    }

    @Test
    void anObservationCarriesTheNumberKnownBeforeItBegan() throws NotReported {
        known("a", InstanceState.RUNNING, 3);
        there("a", SightingState.STOPPED);
        provider.onDescribe = () -> ask("a", 9, "native-a");

        watcher.step();

        assertThat(recorded.observations()).singleElement().returns(3L, Report.Observed::number);
        provider.onDescribe = () -> {};
        watcher.step();
        assertThat(recorded.observations()).last().returns(9L, Report.Observed::number);
    }

    @Test
    void passesRiseWithEachObservationAndRequestsAreAnsweredInBatches() throws NotReported {
        provider.describeBatch = 2;
        for (String id : List.of("a", "b", "c", "d", "e")) {
            there(id, SightingState.RUNNING);
            ask(id, 1, "native-" + id);
        }
        watcher.step();
        ask("a", 2, "native-a");
        watcher.step();

        assertThat(provider.calls.subList(0, 3)).containsExactly("describe 2", "describe 2", "describe 1");
        assertThat(recorded.observations()).hasSize(6);
        assertThat(recorded.observations().getLast().pass())
                .isGreaterThan(recorded.observations().getFirst().pass());
    }

    @Test
    void anInstanceWithoutNativeIdIsFoundByItsKey() throws NotReported {
        provider.byKey.put("key-a", "native-a");
        there("a", SightingState.PENDING);
        ask("a", 1, null);
        ask("b", 1, null);

        watcher.step();

        assertThat(told("a")).containsExactly(SightingState.PENDING);
        assertThat(recorded.observations().stream()
                        .filter(observed -> observed.instanceId().value().equals("a"))
                        .findFirst()
                        .orElseThrow()
                        .sighting()
                        .nativeId())
                .isEqualTo("native-a");
        assertThat(told("b")).containsExactly(SightingState.MISSING);
    }

    @Test
    void aFailedObservationIsStaleOnceAndTheFirstPassAfterwardsRecovers() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        there("a", SightingState.RUNNING);
        watcher.step();
        assertThat(recorded.news).hasExactlyElementsOfTypes(AccountNews.SourceRecovered.class);

        provider.onDescribe = () -> {
            throw ProviderFailure.of(FailureCategory.AUTH, "AuthFailure", "who are you");
        };
        ask("a", 1, "native-a");
        watcher.step();
        clock.advance(Duration.ofSeconds(2));
        watcher.step();
        assertThat(recorded.news).hasSize(2).last().isInstanceOf(AccountNews.SourceStale.class);
        assertThat(recorded.observations())
                .as("nothing is said of an instance meanwhile")
                .isEmpty();
        assertThat(answered).hasValue(0);

        provider.onDescribe = () -> {};
        nextPass();
        assertThat(recorded.news).hasSize(3);
        assertThat(recorded.news.getLast())
                .isInstanceOfSatisfying(
                        AccountNews.SourceRecovered.class,
                        recovered -> assertThat(recovered.staleSince()).isNotNull());
        assertThat(answered).as("requests waited").hasValue(1);
    }

    @Test
    void passesAndStalenessAreMeasuredUntilTheWatchEnds() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        there("a", SightingState.RUNNING);
        watcher.step();
        provider.onDescribe = () -> {
            throw ProviderFailure.of(FailureCategory.AUTH, "AuthFailure", "who are you");
        };
        clock.advance(PASS);
        watcher.step();
        watcher.close();

        assertThat(measured.said).containsExactly("well", "passed", "stale", "ended");
    }

    @Test
    void aPassIsFollowedByNineTimesItsLengthOfRest() throws NotReported {
        assertThat(restAfter(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(27));
    }

    @Test
    void noPassPutsOffTheNextForMoreThanAMinute() throws NotReported {
        assertThat(restAfter(Duration.ofMinutes(5))).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aShortPassIsFollowedByTheUsualInterval() throws NotReported {
        assertThat(restAfter(Duration.ZERO)).isEqualTo(PASS);
    }

    private Duration restAfter(Duration length) throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        there("a", SightingState.RUNNING);
        provider.onDescribe = () -> clock.advance(length);
        SteadyTime next = watcher.step();
        return clock.now().until(next);
    }

    @Test
    void aProviderThatFailsIsAskedLessAndLess() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        provider.onDescribe = () -> {
            throw ProviderFailure.unreachable("no route", null);
        };

        for (int second = 0; second < 60; second++) {
            watcher.step();
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(provider.calls).hasSizeBetween(5, 7);
    }

    @Test
    void whatCouldNotBeSaidOfTheAccountIsSaidLater() throws NotReported {
        provider.onDescribe = () -> {
            throw ProviderFailure.unreachable("no route", null);
        };
        known("a", InstanceState.RUNNING, 0);
        recorded.broken = true;
        org.assertj.core.api.Assertions.assertThatThrownBy(watcher::step).isInstanceOf(NotReported.class);
        org.assertj.core.api.Assertions.assertThatThrownBy(watcher::step).isInstanceOf(NotReported.class);
        recorded.broken = false;

        watcher.step();
        clock.advance(Duration.ofSeconds(1));
        watcher.step();

        assertThat(recorded.news).hasAtLeastOneElementOfType(AccountNews.SourceStale.class);
    }

    @Test
    void oneBadIdDoesNotHideTheOthers() throws NotReported {
        there("a", SightingState.RUNNING);
        ask("a", 1, "native-a");
        ask("bad", 1, "bad");
        provider.malformed = "bad";

        watcher.step();

        assertThat(recorded.observations())
                .extracting(observed -> observed.sighting().state())
                .containsExactlyInAnyOrder(SightingState.RUNNING, SightingState.UNKNOWN);
        assertThat(recorded.news).doesNotHaveAnyElementsOfTypes(AccountNews.SourceStale.class);
    }

    private static ProviderFailure internalError() {
        return ProviderFailure.of(FailureCategory.RETRYABLE, "InternalError", "An internal error has occurred");
    }

    private @Nullable String lastUnclear() {
        assertThat(recorded.news).last().isInstanceOf(AccountNews.SourceRecovered.class);
        return ((AccountNews.SourceRecovered) recorded.news.getLast()).unclear();
    }

    @Test
    void aSearchThatFailsHidesNoInstanceAndIsRepeatedAfterATimeOfItsOwn() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        there("a", SightingState.STOPPED);
        table.unmade("b");
        table.unmade("c");
        provider.byKey.put("key-c", "native-c");
        there("c", SightingState.RUNNING);
        provider.onFind = () -> {
            if (provider.calls.getLast().equals("find key-b")) {
                throw internalError();
            }
        };
        ask("b", 1, null);
        ask("c", 1, null);

        watcher.step();

        assertThat(told("a")).containsExactly(SightingState.STOPPED);
        assertThat(told("b")).as("an answer all the same").containsExactly(SightingState.UNKNOWN);
        assertThat(told("c")).containsExactly(SightingState.RUNNING);
        assertThat(recorded.news).hasExactlyElementsOfTypes(AccountNews.SourceRecovered.class);
        assertThat(lastUnclear()).isEqualTo("1 of 3 instances cannot be seen: b (An internal error has occurred)");

        ask("b", 2, null);
        watcher.step();
        assertThat(provider.calls).as("too early to ask again").containsOnlyOnce("find key-b");
        assertThat(answered).hasValue(3);

        provider.onFind = () -> {};
        clock.advance(Duration.ofSeconds(1));
        ask("b", 3, null);
        watcher.step();
        assertThat(told("b")).last().isEqualTo(SightingState.MISSING);
        nextPass();
        assertThat(lastUnclear()).isNull();
    }

    @Test
    void oneInstanceThatCannotBeObservedHidesNoOther() throws NotReported {
        List<String> ids = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        ids.forEach(id -> {
            known(id, InstanceState.RUNNING, 0);
            there(id, SightingState.STOPPED);
        });
        provider.refused.put("native-c", internalError());

        watcher.step();

        assertThat(recorded.observations())
                .extracting(observed -> observed.instanceId().value())
                .containsExactlyInAnyOrder("a", "b", "d", "e", "f", "g", "h");
        assertThat(recorded.news).hasExactlyElementsOfTypes(AccountNews.SourceRecovered.class);
        assertThat(lastUnclear()).startsWith("1 of 8 instances cannot be seen: c (");

        provider.calls.clear();
        nextPass();
        assertThat(provider.calls).as("the others together, and it alone").containsExactly("describe 7", "describe 1");

        provider.refused.clear();
        nextPass();
        assertThat(told("c")).containsExactly(SightingState.STOPPED);
        assertThat(lastUnclear()).isNull();
    }

    @Test
    void whereNothingIsAnsweredTheAccountIsStale() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        known("b", InstanceState.RUNNING, 0);
        provider.onDescribe = () -> {
            throw internalError();
        };
        provider.onFind = provider.onDescribe;

        watcher.step();

        assertThat(recorded.news).hasExactlyElementsOfTypes(AccountNews.SourceStale.class);
        assertThat(recorded.observations()).isEmpty();
    }

    @Test
    void aSearchThatFailsWhereNothingElseIsAnsweredMakesTheAccountStale() throws NotReported {
        table.unmade("a");
        provider.onFind = () -> {
            throw ProviderFailure.unreachable("no route", null);
        };
        ask("a", 1, null);

        watcher.step();

        assertThat(recorded.news).hasExactlyElementsOfTypes(AccountNews.SourceStale.class);
        assertThat(answered).hasValue(0);
    }

    @Test
    void aStateThatIsNotKnownIsMarkedUntilItIsKnown() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        provider.instances.put(
                "native-a",
                Report.Sighting.unclear(
                        new Failure(FailureCategory.INTERNAL, "HIBERNATED", "it is HIBERNATED", false)));

        watcher.step();
        assertThat(recorded.observations()).isEmpty();
        assertThat(lastUnclear()).isEqualTo("1 of 1 instances cannot be seen: a (it is HIBERNATED)");
        nextPass();
        assertThat(recorded.news).as("said once").hasSize(1);

        there("a", SightingState.RUNNING);
        nextPass();
        assertThat(lastUnclear()).isNull();
    }

    @Test
    void aProviderThatShowsLaterThanItTellsIsObservedUntilItShows() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        there("a", SightingState.RUNNING);
        watcher.step();
        watcher.changed(Set.of("native-a"));

        SteadyTime next = watcher.step();
        assertThat(recorded.observations()).isEmpty();
        assertThat(next).as("long before the next pass").isLessThan(clock.now().plus(Duration.ofSeconds(1)));

        clock.advance(clock.now().until(next));
        there("a", SightingState.STOPPED);
        SteadyTime afterwards = watcher.step();
        assertThat(told("a")).containsExactly(SightingState.STOPPED);
        assertThat(afterwards)
                .as("only the next pass is left")
                .isGreaterThan(clock.now().plus(Duration.ofSeconds(1)));
    }

    @Test
    void whatIsToldInVainIsObservedLessAndLessAndThenNotAnyMore() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        there("a", SightingState.RUNNING);
        watcher.step();
        provider.calls.clear();
        watcher.changed(Set.of("native-a"));

        for (int i = 0; i < 95; i++) {
            watcher.step();
            clock.advance(Duration.ofMillis(100));
        }

        assertThat(provider.calls).hasSize(6);
    }

    @Test
    void destroysThatWereAskedForAreNoSurprise() throws NotReported {
        List<String> ids = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        for (String id : ids) {
            known(id, InstanceState.STOPPING, 0);
            table.destroying(id);
            ask(id, 1, "native-" + id);
        }

        SteadyTime next = watcher.step();

        assertThat(recorded.observations())
                .extracting(observed -> observed.sighting().state())
                .contains(SightingState.MISSING)
                .containsOnly(SightingState.MISSING);
        assertThat(answered).as("none waits for another pass").hasValue(10);
        assertThat(next).isEqualTo(clock.now().plus(PASS));
    }

    @Test
    void destroysThatWereAskedForDoNotHideThatAllOthersAreMissing() throws NotReported {
        for (String id : List.of("a", "b", "c", "d")) {
            known(id, InstanceState.RUNNING, 0);
        }
        known("e", InstanceState.STOPPING, 0);
        table.destroying("e");

        watcher.step();

        assertThat(recorded.observations()).isEmpty();
    }

    @Test
    void everythingMissingAtOnceIsObservedAgainBeforeItIsBelieved() throws NotReported {
        for (String id : List.of("a", "b", "c", "d")) {
            known(id, InstanceState.RUNNING, 0);
        }

        watcher.step();
        ask("a", 1, "native-a");
        watcher.step();
        assertThat(recorded.observations())
                .as("one observation is not enough, nor is a request's")
                .isEmpty();
        assertThat(recorded.news).doesNotHaveAnyElementsOfTypes(AccountNews.SourceRecovered.class);

        nextPass();
        nextPass();
        assertThat(recorded.observations())
                .isNotEmpty()
                .allMatch(observed -> observed.sighting().state() == SightingState.MISSING);
        assertThat(answered).hasValue(1);
    }

    @Test
    void everythingMissingThatCanBeSeenIsObservedAgain() throws NotReported {
        for (String id : List.of("a", "b", "c", "odd")) {
            known(id, InstanceState.RUNNING, 0);
        }
        provider.instances.put(
                "native-odd", Report.Sighting.unclear(Failure.of(FailureCategory.INTERNAL, "it cannot be read")));

        watcher.step();

        assertThat(recorded.observations()).isEmpty();
    }

    @Test
    void anAdapterThatBreaksOverOneInstanceHidesNoOther() throws NotReported {
        for (String id : List.of("a", "b", "odd")) {
            known(id, InstanceState.RUNNING, 0);
            there(id, SightingState.STOPPED);
        }
        provider.broken = "native-odd";
        WatchedAccount guarded = new WatchedAccount("main", provider.guarded(), PASS, measured);

        new AccountWatcher(guarded, 1_001, table, catalogue, recorded, recorded, clock.both()).step();

        assertThat(told("a")).containsExactly(SightingState.STOPPED);
        assertThat(told("b")).containsExactly(SightingState.STOPPED);
        assertThat(told("odd")).isEmpty();
        assertThat(lastUnclear())
                .isEqualTo("1 of 3 instances cannot be seen: odd (a bug in the provider's adapter"
                        + " (IllegalStateException); the workers' log says more)");
    }

    @Test
    void everythingMissingForAMomentIsNeverTold() throws NotReported {
        for (String id : List.of("a", "b", "c", "d")) {
            known(id, InstanceState.RUNNING, 0);
        }
        watcher.step();
        for (String id : List.of("a", "b", "c", "d")) {
            there(id, SightingState.RUNNING);
        }
        nextPass();

        assertThat(recorded.observations()).isEmpty();
        assertThat(recorded.news).last().isInstanceOf(AccountNews.SourceRecovered.class);
    }

    @Test
    void oneThatIsMissingAmongOthersIsToldAtOnce() throws NotReported {
        for (String id : List.of("a", "b", "c", "d")) {
            known(id, InstanceState.RUNNING, 0);
            there(id, SightingState.RUNNING);
        }
        provider.instances.remove("native-b");

        watcher.step();

        assertThat(told("b")).containsExactly(SightingState.MISSING);
        assertThat(recorded.observations()).hasSize(1);
    }

    @Test
    void withNothingToObserveAProviderIsAskedWhetherItAnswersUnlessItsCatalogueShowsThat() throws NotReported {
        ProviderFailure refusal = ProviderFailure.of(FailureCategory.AUTH, "AuthFailure", "who are you");
        provider.onCatalogue = () -> {
            throw refusal;
        };
        provider.onFind = () -> {
            throw refusal;
        };
        watcher.step();
        assertThat(recorded.news)
                .as("the catalogue has not been read yet")
                .hasExactlyElementsOfTypes(AccountNews.SourceStale.class);
        catalogue.step();
        recorded.news.clear();
        nextPass();
        assertThat(recorded.news).as("said once").isEmpty();

        provider.onFind = () -> {};
        nextPass();
        assertThat(recorded.news).hasExactlyElementsOfTypes(AccountNews.SourceRecovered.class);

        provider.onCatalogue = () -> {};
        catalogue.step();
        provider.calls.clear();
        nextPass();
        assertThat(provider.calls).isEmpty();
    }

    @Test
    void anObservationThatTheEndOfTheWatchCutsOffSaysNothingOfTheProvider() throws NotReported {
        known("a", InstanceState.RUNNING, 3);
        provider.onDescribe = () -> {
            watcher.close();
            throw ProviderFailure.unreachable("interrupted", null);
        };

        watcher.step();

        assertThat(recorded.news).isEmpty();
    }

    @Test
    void passesWaitForTheTableAndRequestsDoNot() throws NotReported {
        table.ready = false;
        there("a", SightingState.RUNNING);
        ask("a", 1, "native-a");

        watcher.step();

        assertThat(provider.calls).containsExactly("describe 1");
        assertThat(answered).hasValue(1);
        assertThat(recorded.news).doesNotHaveAnyElementsOfTypes(AccountNews.SourceRecovered.class);
    }

    @Test
    void epochsRiseOverADeadOwnersWhateverTheClock() {
        assertThat(Ownership.nextEpoch("", 500)).isEqualTo(500);
        assertThat(Ownership.nextEpoch("epoch=499", 500)).isEqualTo(500);
        assertThat(Ownership.nextEpoch("epoch=9000", 500)).isEqualTo(9001);
    }

    @Test
    void onlyWhatIsAnsweredFromTheBeginningOnIsCommitted() {
        OpenOffsets offsets = new OpenOffsets(10);
        offsets.begin(10);
        offsets.begin(11);
        offsets.end(11);
        assertThat(offsets.committable()).isEqualTo(10);
        offsets.end(10);
        assertThat(offsets.committable()).isEqualTo(12);
    }

    /** A wall clock that was ahead for a moment is, from then on, one that was set back. */
    @ParameterizedTest
    @ValueSource(longs = {1, 24})
    void aWallClockThatWasAheadPutsOffNoPass(long hours) throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        there("a", SightingState.RUNNING);
        clock.setWall(Duration.ofHours(hours));
        watcher.step();
        clock.setWall(Duration.ofHours(-hours));
        provider.instances.clear();

        nextPass();

        assertThat(told("a")).containsExactly(SightingState.MISSING);
    }

    @Test
    void aWallClockThatWasAheadPutsOffNoConfirmationThatAllAreGone() throws NotReported {
        List<String> ids = List.of("a", "b", "c", "d");
        ids.forEach(id -> known(id, InstanceState.RUNNING, 0));
        clock.setWall(Duration.ofHours(1));
        watcher.step();
        clock.setWall(Duration.ofHours(-1));
        assertThat(recorded.observations()).isEmpty();

        nextPass();

        assertThat(recorded.observations()).hasSize(4);
    }

    /** Set ahead after the first pass, the clock would confirm at once. */
    @Test
    void aWallClockThatIsAheadMakesNobodyBelieveEarlierThatAllAreGone() throws NotReported {
        List<String> ids = List.of("a", "b", "c", "d");
        ids.forEach(id -> known(id, InstanceState.RUNNING, 0));
        watcher.step();
        clock.setWall(Duration.ofHours(1));

        watcher.step();

        assertThat(recorded.observations()).isEmpty();
    }

    @Test
    void aProviderThatFailedWhileTheWallClockWasAheadIsAskedAgainSoon() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        there("a", SightingState.RUNNING);
        provider.onDescribe = () -> {
            throw ProviderFailure.unreachable("no route", null);
        };
        clock.setWall(Duration.ofHours(1));
        watcher.step();
        clock.setWall(Duration.ofHours(-1));
        provider.onDescribe = () -> {};

        nextPass();

        assertThat(recorded.news).last().isInstanceOf(AccountNews.SourceRecovered.class);
    }

    @Test
    void oneInstanceThatFailedWhileTheWallClockWasAheadIsAskedForAgainSoon() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        known("b", InstanceState.RUNNING, 0);
        there("a", SightingState.RUNNING);
        there("b", SightingState.STOPPED);
        provider.refused.put("native-b", internalError());
        clock.setWall(Duration.ofHours(1));
        watcher.step();
        clock.setWall(Duration.ofHours(-1));
        provider.refused.clear();

        watcher.changed(Set.of());
        clock.advance(PASS);
        watcher.step();

        assertThat(told("b")).containsExactly(SightingState.STOPPED);
    }

    /** Who was heard a second ago is there; one who was heard at a time that is still to come is not. */
    @Test
    void anOutageAfterTheWallClockWasAheadIsTold() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        there("a", SightingState.RUNNING);
        clock.setWall(Duration.ofHours(1));
        watcher.step();
        clock.setWall(Duration.ofHours(-1));
        provider.onDescribe = () -> {
            throw internalError();
        };
        provider.onFind = provider.onDescribe;

        watcher.changed(Set.of());
        clock.advance(PASS);
        watcher.step();

        assertThat(recorded.news).last().isInstanceOf(AccountNews.SourceStale.class);
    }

    @Test
    void aChangeThatIsToldWhileTheWallClockIsAheadIsObservedUntilItShows() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        there("a", SightingState.RUNNING);
        watcher.step();
        clock.setWall(Duration.ofHours(-1));
        watcher.changed(Set.of("native-a"));
        clock.setWall(Duration.ofHours(1));
        watcher.step();
        clock.setWall(Duration.ofHours(-1));
        there("a", SightingState.STOPPED);

        clock.advance(Duration.ofMillis(200));
        watcher.step();

        assertThat(told("a")).containsExactly(SightingState.STOPPED);
    }

    @Test
    void aReportThatTheBusDidNotTakeInIsRepeatedAlthoughTheWallClockWasAhead() throws NotReported {
        known("a", InstanceState.RUNNING, 0);
        there("a", SightingState.STOPPED);
        clock.setWall(Duration.ofHours(1));
        watcher.step();
        clock.setWall(Duration.ofHours(-1));
        assertThat(told("a")).hasSize(1);

        watcher.changed(Set.of());
        clock.advance(Duration.ofSeconds(30));
        watcher.step();

        assertThat(told("a")).hasSize(2);
    }
}
