package io.instancebus.projector.jdbc;

import static io.instancebus.projector.Events.at;
import static io.instancebus.projector.jdbc.TestView.PARTITION;
import static io.instancebus.projector.jdbc.TestView.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.CatalogueChanged;
import io.instancebus.avro.CatalogueUnreadable;
import io.instancebus.avro.CommandType;
import io.instancebus.avro.Image;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.SealingKeyPublished;
import io.instancebus.avro.SourceRecovered;
import io.instancebus.avro.SourceStale;
import io.instancebus.domain.Times;
import io.instancebus.projector.Events;
import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.BatchOutcome;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.PartitionBatch;
import io.instancebus.projector.store.SetAside;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.view.AccountRow;
import io.instancebus.view.CommandRow;
import io.instancebus.view.EventFilter;
import io.instancebus.view.EventRow;
import io.instancebus.view.Incomplete;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.Page;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.ViewUnavailable;
import io.instancebus.view.jdbc.Databases;
import io.instancebus.view.jdbc.Views;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The behaviour of every view, whatever its database. */
abstract class ViewConformance {
    private static final EventFilter ALL = new EventFilter(null, null, null);

    private ViewConfig config;
    private ViewStore store;
    private View view;

    /** An empty database. */
    abstract ViewConfig newDatabase();

    @BeforeEach
    void open() {
        config = newDatabase();
        store = ViewStores.open(config);
        store.follow(List.of(TestView.beginning(PARTITION)));
        view = Views.open(config);
    }

    @AfterEach
    void close() {
        view.close();
        store.close();
    }

    private void apply(InstanceEvent... events) {
        apply(List.of(events));
    }

    private void apply(List<InstanceEvent> events) {
        assertThat(store.apply(batch(TestView.standing(store), events))).isEqualTo(new BatchOutcome.Applied(List.of()));
    }

    private InstanceRow instance(String id) {
        return view.instance(id).orElseThrow();
    }

    @Test
    void everyTypeOfEventIsFoldedOneByOne() {
        Events.life("i1", "web").forEach(this::apply);

        assertLife("i1");
    }

    @Test
    void aWholeLifeInOneBatchIsTheSame() {
        apply(Events.life("i1", "web"));

        assertLife("i1");
    }

    private void assertLife(String id) {
        InstanceRow row = instance(id);
        assertThat(row.version()).isEqualTo(17);
        assertThat(row.state()).isEqualTo("STOPPED");
        assertThat(row.actions()).containsExactly("START", "DESTROY");
        assertThat(row.details()).isEqualTo(Events.full("name-" + id, Map.of("role", "web", "team", "x")));
        assertThat(row.vanished()).isFalse();
        assertThat(row.account()).isEqualTo("cloud-a");
        assertThat(row.provider()).isEqualTo("sandbox");
        assertThat(row.createdAt()).isEqualTo(at(1));
        assertThat(row.updatedAt()).isEqualTo(at(17));
        assertThat(row.staleSince()).isNull();
        CommandRow create = view.command(id + "-create").getFirst();
        assertThat(create)
                .isEqualTo(new CommandRow(
                        id + "-create",
                        id,
                        "CREATE",
                        "SUCCEEDED",
                        "alice",
                        "corr",
                        at(1),
                        at(601),
                        at(6),
                        "{\"commandType\":\"CREATE\"}",
                        null));
        CommandRow run = view.command(id + "-run").getFirst();
        assertThat(run.status()).isEqualTo("SUCCEEDED");
        assertThat(run.run())
                .isEqualTo("{\"exitStatus\":0,\"output\":\"out\\u0000put \u00fc \\\"q\\\"\",\"truncated\":false,"
                        + "\"timedOut\":false,\"hostKey\":\"SHA256:abc\",\"durationMillis\":12}");
        CommandRow rejected = view.command(id + "-no").getFirst();
        assertThat(rejected.status()).isEqualTo("REJECTED");
        assertThat(rejected.deadline()).isNull();
        assertThat(rejected.answer()).contains("\"code\":\"ILLEGAL_ACTION\"").contains("not now");
        CommandRow reboot = view.command(id + "-reboot").getFirst();
        assertThat(reboot.status()).isEqualTo("FAILED");
        assertThat(reboot.commandType()).isEqualTo("REBOOT");
        assertThat(reboot.answeredAt()).isEqualTo(at(15));
        List<EventRow> history = TestView.events(view, new EventFilter(id, null, null), 5);
        assertThat(history).extracting(EventRow::sequence).containsExactlyElementsOf(numbers(1, 17));
        assertThat(history.get(15).type()).isEqualTo("SomethingNewer");
        assertThat(history.get(15).body()).isEqualTo("{}");
        assertThat(history.get(4).body()).isEqualTo("{\"from\":\"PENDING\",\"to\":\"RUNNING\",\"cause\":\"OBSERVED\"}");
        assertThat(history.getFirst().occurredAt()).isEqualTo(at(1).minusMillis(7));
        assertThat(view.status().instances()).isEqualTo(1);
        assertThat(view.status().lastRecordedAt()).isEqualTo(at(17));
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void theSameEventsAgainChangeNothing() {
        List<InstanceEvent> life = Events.life("i1", "web");
        apply(life);
        apply(Events.rejected("ghost", 0, "c1"));
        List<Object> before = TestView.everything(view);

        apply(life);
        apply(life.subList(5, 9));
        apply(Events.rejected("ghost", 0, "c1"), Events.rejected("ghost", 0, "c1"));

        assertThat(TestView.everything(view)).isEqualTo(before);
    }

    @Test
    void aGapSetsItsInstanceAsideAndTheOthersGoOn() {
        apply(Events.life("i1", null).subList(0, 3));

        BatchOutcome outcome = store.apply(batch(
                3,
                List.of(
                        Events.life("i2", null).get(0),
                        Events.stalled("i1", 5),
                        Events.stalled("i1", 6),
                        Events.life("i2", null).get(1))));

        SetAside gap = SetAside.gap("i1", PARTITION, 4, 3, 5);
        assertThat(outcome).isEqualTo(new BatchOutcome.Applied(List.of(gap)));
        assertThat(store.setAside(10)).containsExactly(gap);
        assertThat(instance("i1").version()).isEqualTo(3);
        assertThat(instance("i1").incomplete()).isEqualTo(new Incomplete("i1", 5, 2, gap.reason()));
        assertThat(instance("i2").version()).isEqualTo(2);
        assertThat(instance("i2").incomplete()).isNull();

        apply(
                Events.stalled("i1", 4),
                Events.stalled("i1", 7),
                Events.life("i2", null).get(2));

        assertThat(instance("i1").version()).isEqualTo(3);
        assertThat(view.incomplete(10)).containsExactly(new Incomplete("i1", 5, 4, gap.reason()));
        assertThat(instance("i2").version()).isEqualTo(3);
    }

    @Test
    void anEventThatTheDatabaseRefusesSetsItsInstanceAsideUntilARebuildWhereItDoesNot() throws Exception {
        List<InstanceEvent> poisoned = Events.life("i1", null);
        poisoned.get(4).setActor("poison");
        List<InstanceEvent> all = new ArrayList<>(Events.life("i2", null));
        all.addAll(poisoned);
        all.addAll(Events.life("i3", null));
        execute(
                config.isSqlite()
                        ? "CREATE TRIGGER no_poison BEFORE INSERT ON events WHEN NEW.actor = 'poison'"
                                + " BEGIN SELECT RAISE(ABORT, 'poison'); END"
                        : "ALTER TABLE events ADD CONSTRAINT no_poison CHECK (actor <> 'poison')");

        BatchOutcome outcome = store.apply(batch(0, all));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        BatchOutcome.Applied.class,
                        applied -> assertThat(applied.setAside())
                                .singleElement()
                                .satisfies(aside -> {
                                    assertThat(aside.instanceId()).isEqualTo("i1");
                                    assertThat(aside.sequence()).isEqualTo(5);
                                    assertThat(aside.offset()).isEqualTo(17 + 4);
                                    assertThat(aside.reason())
                                            .contains("refuses")
                                            .doesNotContain("poison");
                                }));
        assertThat(TestView.standing(store)).isEqualTo(all.size());
        assertThat(instance("i1").version()).isEqualTo(4);
        assertThat(instance("i1").incomplete())
                .satisfies(incomplete -> assertThat(incomplete.missingEvents()).isEqualTo(13));
        assertThat(instance("i2").version()).isEqualTo(17);
        assertThat(instance("i3").version()).isEqualTo(17);

        execute(config.isSqlite() ? "DROP TRIGGER no_poison" : "ALTER TABLE events DROP CONSTRAINT no_poison");
        store.reset();
        store.follow(List.of(TestView.beginning(PARTITION)));
        apply(all);

        assertThat(instance("i1").version()).isEqualTo(17);
        assertThat(instance("i1").incomplete()).isNull();
        assertThat(store.setAside(10)).isEmpty();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = Databases.source(config, false).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void whatOlderVersionsWroteIsMadeToFit() {
        List<InstanceEvent> life = Events.life("i1", "web");
        Instant farAway = Instant.ofEpochMilli(Long.MAX_VALUE);
        life.forEach(event -> {
            event.setActor("a\u0000b" + "😀".repeat(300));
            event.setCorrelationId("\u0000");
            event.setAccount("acc\u0000");
            event.setRecordedAt(farAway);
            event.setOccurredAt(Instant.ofEpochMilli(Long.MIN_VALUE));
        });
        apply(life);

        assertThat(instance("i1").version()).isEqualTo(17);
        assertThat(instance("i1").account()).isEqualTo("acc\ufffd");
        assertThat(instance("i1").updatedAt()).isEqualTo(Times.LAST);
        assertThat(TestView.events(view, new EventFilter("i1", null, null), 50)).allSatisfy(row -> {
            assertThat(row.actor()).startsWith("a\ufffdb😀").endsWith("😀…");
            assertThat(row.occurredAt()).isEqualTo(Times.FIRST);
            assertThat(row.recordedAt()).isEqualTo(Times.LAST);
        });
    }

    @Test
    void rejectionsAboutNothingAreKeptApart() {
        apply(Events.rejected("ghost", 0, "c1"), Events.rejected("ghost", 0, "c2"));
        apply(Events.life("ghost", null).subList(0, 2));

        assertThat(view.command("c1")).singleElement().satisfies(row -> {
            assertThat(row.status()).isEqualTo("REJECTED");
            assertThat(row.instanceId()).isEqualTo("ghost");
        });
        assertThat(TestView.events(view, new EventFilter("ghost", null, null), 1))
                .extracting(EventRow::eventId)
                .containsExactly("ghost:0:c1", "ghost:0:c2", "ghost:1", "ghost:2");
        assertThat(instance("ghost").version()).isEqualTo(2);
    }

    @Test
    void aRejectionDoesNotUndoTheFateOfACommandAndAnAcceptanceReplacesIt() {
        apply(Events.rejected("i1", 0, "c1"));
        apply(Events.accepted("i1", 1, "c1", CommandType.CREATE));
        assertThat(view.command("c1").getFirst().status()).isEqualTo("ACCEPTED");
        assertThat(view.command("c1").getFirst().answer()).isNull();
        apply(Events.succeeded("i1", 2, "c1", CommandType.CREATE), Events.rejected("i1", 3, "c1"));
        apply(Events.rejected("i1", 4, "c1"));
        assertThat(view.command("c1").getFirst().status()).isEqualTo("SUCCEEDED");
        assertThat(view.command("c1").getFirst().answeredAt()).isEqualTo(at(2));
    }

    @Test
    void oneCommandIdMayBelongToSeveralInstances() {
        apply(
                Events.accepted("i1", 1, "c", CommandType.CREATE),
                Events.accepted("i2", 1, "c", CommandType.CREATE),
                Events.failed("i2", 2, "c"));

        assertThat(view.command("c")).extracting(CommandRow::status).containsExactly("ACCEPTED", "FAILED");
        assertThat(TestView.events(view, new EventFilter(null, "c", null), 2))
                .extracting(EventRow::eventId)
                .containsExactly("i1:1", "i2:1", "i2:2");
    }

    @Test
    void historyCanBeAskedByActorAndByCommand() {
        apply(Events.life("i1", null));
        apply(Events.life("i2", null));

        assertThat(TestView.events(view, new EventFilter(null, null, "mallory"), 1))
                .extracting(EventRow::eventId)
                .containsExactly("i1:10", "i2:10");
        assertThat(TestView.events(view, new EventFilter("i2", null, "instance-bus"), 2))
                .extracting(EventRow::sequence)
                .containsExactly(3L, 5L, 17L);
        assertThat(TestView.events(view, new EventFilter(null, "i2-run", null), 2))
                .extracting(EventRow::sequence)
                .containsExactly(7L, 8L, 9L);
        assertThat(TestView.events(view, new EventFilter("i1", "i2-run", null), 2))
                .isEmpty();
        List<EventRow> all = TestView.events(view, ALL, 7);
        assertThat(all).hasSize(34);
        assertThat(all).extracting(EventRow::position).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void instancesCanBeFilteredByEverythingTogetherAndByPage() {
        List<InstanceEvent> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String id = "i%02d".formatted(i);
            events.addAll(Events.life(id, i % 2 == 0 ? "web" : "db \"x\" 'y'").subList(0, i % 4 == 0 ? 17 : 5));
        }
        apply(events);

        assertThat(ids(filter("STOPPED", null, Map.of())))
                .hasSize(10)
                .allMatch(id -> Integer.parseInt(id.substring(1)) % 4 == 0);
        assertThat(ids(filter("RUNNING", null, Map.of("role", "web", "team", "x"))))
                .hasSize(10);
        assertThat(ids(filter(null, null, Map.of("role", "db \"x\" 'y'")))).hasSize(20);
        assertThat(ids(filter(null, null, Map.of("role", "web", "team", "y")))).isEmpty();
        assertThat(ids(filter(null, "name-i07", Map.of()))).containsExactly("i07");
        assertThat(ids(new InstanceFilter(
                        "RUNNING", "sandbox", "cloud-a", "us", "img1", "owner", "name-i07", Map.of())))
                .containsExactly("i07");
        assertThat(ids(new InstanceFilter(null, "ec2", null, null, null, null, null, Map.of())))
                .isEmpty();
        assertThat(ids(new InstanceFilter(null, null, "cloud-b", null, null, null, null, Map.of())))
                .isEmpty();
        assertThat(ids(new InstanceFilter(null, null, null, "eu", null, null, null, Map.of())))
                .isEmpty();
        assertThat(ids(new InstanceFilter(null, null, null, null, "img2", null, null, Map.of())))
                .isEmpty();
        assertThat(ids(new InstanceFilter(null, null, null, null, null, "nobody", null, Map.of())))
                .isEmpty();
        assertThat(ids(InstanceFilter.ALL)).hasSize(40).isSorted();
    }

    private static InstanceFilter filter(@Nullable String state, @Nullable String name, Map<String, String> tags) {
        return new InstanceFilter(state, null, null, null, null, null, name, tags);
    }

    private List<String> ids(InstanceFilter filter) {
        return TestView.instances(view, filter, 3).stream()
                .map(InstanceRow::instanceId)
                .toList();
    }

    @Test
    void pagingWhileRowsChangeShowsNothingTwiceAndLosesNothing() {
        List<InstanceEvent> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            events.addAll(Events.life("k%03d".formatted(2 * i), "web").subList(0, 5));
        }
        apply(events);
        List<String> seen = new ArrayList<>();
        String cursor = null;
        int round = 0;
        do {
            Page<InstanceRow> page = view.instances(InstanceFilter.ALL, new PageRequest(cursor, 7));
            page.items().forEach(row -> seen.add(row.instanceId()));
            apply(Events.life("k%03d".formatted(2 * round + 1), "web").subList(0, 3));
            apply(Events.vanished("k%03d".formatted(2 * round), 6));
            cursor = page.next();
            round++;
        } while (cursor != null);

        assertThat(seen).doesNotHaveDuplicates().isSorted();
        for (int i = 0; i < 60; i++) {
            assertThat(seen).contains("k%03d".formatted(2 * i));
        }
    }

    @Test
    void aCursorOfSomebodyElseIsRefused() {
        apply(Events.life("i1", null));
        String cursor = Objects.requireNonNull(view.events(new EventFilter("i1", null, null), PageRequest.first(2))
                .next());
        String byPosition =
                Objects.requireNonNull(view.events(ALL, PageRequest.first(2)).next());

        for (String wrong : List.of("", "x", "%%%", "MQ", cursor.substring(1), cursor + "AA", byPosition)) {
            assertThatThrownBy(() -> view.events(new EventFilter("i1", null, null), new PageRequest(wrong, 2)))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> view.instances(InstanceFilter.ALL, new PageRequest(cursor, 2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> view.events(new EventFilter("i2", null, null), new PageRequest(cursor, 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void accountsAreFoldedAndMakeTheirInstancesStale() {
        LogPartition accounts = new LogPartition("accounts.events", 0);
        store.follow(List.of(TestView.beginning(accounts)));
        apply(Events.life("i1", null));
        AccountEvent stale = Events.account("cloud-a", "SourceStale")
                .setSourceStale(new SourceStale(at(50), Events.failure()))
                .build();
        AccountEvent catalogue = Events.account("cloud-a", "CatalogueChanged")
                .setCatalogueChanged(new CatalogueChanged(
                        List.of(new Image("img1", "Debian", null, null, null)), List.of(), List.of(), List.of()))
                .build();
        AccountEvent key = Events.account("cloud-a", "SealingKeyPublished")
                .setSealingKeyPublished(new SealingKeyPublished(
                        "k1", "HPKE-X25519-HKDF-SHA256-CHACHA20POLY1305", ByteBuffer.wrap(new byte[] {1, 2, 3})))
                .build();
        store.apply(accounts(accounts, 0, stale, catalogue, key));

        assertThat(instance("i1").staleSince()).isEqualTo(at(50));
        AccountRow row = view.accounts().getFirst();
        assertThat(row.staleReason()).isEqualTo("no room left");
        assertThat(row.catalogue())
                .isEqualTo(
                        "{\"images\":[{\"id\":\"img1\",\"name\":\"Debian\"}],\"realms\":[],\"hardwareProfiles\":[],\"leftOut\":[]}");
        assertThat(row.sealingKeyId()).isEqualTo("k1");
        assertThat(row.sealingKey()).containsExactly(1, 2, 3);

        AccountEvent recovered = Events.account("cloud-a", "SourceRecovered")
                .setSourceRecovered(new SourceRecovered(at(50), null))
                .build();
        store.apply(accounts(accounts, 3, recovered));

        assertThat(instance("i1").staleSince()).isNull();
        assertThat(view.accounts().getFirst().staleReason()).isNull();
        assertThat(view.accounts().getFirst().catalogue()).contains("Debian");

        AccountEvent unreadable = Events.account("cloud-a", "CatalogueUnreadable")
                .setCatalogueUnreadable(
                        new CatalogueUnreadable(at(60), stale.getSourceStale().getFailure()))
                .build();
        store.apply(accounts(accounts, 4, unreadable));
        assertThat(view.accounts().getFirst().catalogueProblem()).isEqualTo("no room left");
        assertThat(view.accounts().getFirst().catalogue()).contains("Debian");
        store.apply(accounts(accounts, 5, catalogue));
        assertThat(view.accounts().getFirst().catalogueProblem()).isNull();

        AccountEvent unclear = Events.account("cloud-a", "SourceRecovered")
                .setSourceRecovered(new SourceRecovered(null, "1 of 2 instances cannot be seen: i1 (\0)"))
                .build();
        store.apply(accounts(accounts, 6, unclear));

        assertThat(instance("i1").staleSince()).isNull();
        assertThat(view.accounts().getFirst().staleSince()).isNull();
        assertThat(view.accounts().getFirst().staleReason()).isEqualTo("1 of 2 instances cannot be seen: i1 (\ufffd)");
    }

    private static Batch accounts(LogPartition partition, long from, AccountEvent... events) {
        List<Entry> entries = new ArrayList<>();
        for (AccountEvent event : events) {
            entries.add(new Entry.OfAccount(from + entries.size(), event));
        }
        return new Batch(List.of(new PartitionBatch(partition, from, from + events.length, entries)));
    }

    @Test
    void textWithNulCharactersAndUnknownStatesAreKept() {
        apply(
                Events.accepted("i1", 1, "c", CommandType.CREATE),
                Events.details("i1", 2, Events.full("na\u0000me", Map.of("t\u0000", "v\u0000"))),
                Events.state("i1", 3, InstanceState.START, InstanceState.UNKNOWN));

        assertThat(instance("i1").details().getName()).isEqualTo("na\ufffdme");
        assertThat(instance("i1").details().getTags()).isEqualTo(Map.of("t\ufffd", "v\ufffd"));
        assertThat(instance("i1").state()).isEqualTo("UNKNOWN");
        assertThat(instance("i1").actions()).isEmpty();
    }

    @Test
    void theActionsThatAnEventTellsAreShownWhicheverTheyAre() {
        apply(
                Events.accepted("i1", 1, "c", CommandType.CREATE),
                Events.state("i1", 2, InstanceState.START, InstanceState.RUNNING, List.of("HIBERNATE", "a\u0000b")));
        assertThat(instance("i1").actions()).containsExactly("HIBERNATE", "a\ufffdb");

        apply(Events.vanished("i1", 3));
        assertThat(instance("i1").actions()).as("the state is the same").hasSize(2);

        apply(Events.state("i1", 4, InstanceState.RUNNING, InstanceState.STOPPED, List.of()));
        assertThat(instance("i1").actions()).isEmpty();
    }

    @Test
    void anOlderEventThatTellsNoActionsIsShownWithThoseOfItsTime() {
        apply(
                Events.accepted("i1", 1, "c", CommandType.CREATE),
                Events.state("i1", 2, InstanceState.START, InstanceState.PENDING, List.of("CANCEL")),
                Events.state("i1", 3, InstanceState.PENDING, InstanceState.RUNNING));
        assertThat(instance("i1").actions()).containsExactly("STOP", "REBOOT", "DESTROY", "RUN");
    }

    @Test
    void ofTwoWritersOfAPartitionOnlyOneWinsEachBatch() throws Exception {
        List<InstanceEvent> events = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            events.addAll(Events.life("z" + i, null));
        }
        Set<Long> appliedAt = Collections.synchronizedSet(new HashSet<>());
        CountDownLatch start = new CountDownLatch(1);
        try (ViewStore other = ViewStores.open(config);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<?>> racers = new ArrayList<>();
            for (ViewStore racer : List.of(store, other)) {
                Callable<Void> race = () -> {
                    start.await();
                    Random random = new Random(7);
                    long at = 0;
                    while (at < events.size()) {
                        int end = (int) Math.min(events.size(), at + 1 + random.nextInt(20));
                        BatchOutcome outcome = racer.apply(batch(at, events.subList((int) at, end)));
                        if (outcome instanceof BatchOutcome.Applied) {
                            assertThat(appliedAt.add(at)).isTrue();
                        }
                        at = TestView.standing(racer);
                    }
                    return null;
                };
                racers.add(threads.submit(race));
            }
            start.countDown();
            for (Future<?> racer : racers) {
                racer.get();
            }
        }
        List<Object> raced = TestView.everything(view);

        store.reset();
        store.follow(List.of(TestView.beginning(PARTITION)));
        apply(events);

        assertThat(raced).isEqualTo(TestView.everything(view));
    }

    @Test
    void aZombieChangesNothing() {
        apply(Events.life("i1", null).subList(0, 4));
        List<Object> before = TestView.everything(view);

        BatchOutcome outcome = store.apply(batch(2, Events.life("i1", null).subList(2, 8)));

        assertThat(outcome).isEqualTo(new BatchOutcome.Moved(List.of(PARTITION)));
        assertThat(TestView.everything(view)).isEqualTo(before);
    }

    @Test
    void aBatchDiesAtEveryStepAndTheViewEqualsACleanReplay() {
        List<InstanceEvent> events = new ArrayList<>(Events.life("i1", "web"));
        events.addAll(Events.life("i2", null));
        events.add(Events.rejected("ghost", 0, "c9"));
        store.apply(batch(0, events));
        List<Object> clean = TestView.everything(view);
        List<String> died = new ArrayList<>();
        for (int step = 1; ; step++) {
            ViewConfig fresh = newDatabase();
            DyingSteps steps = new DyingSteps(step);
            try (ViewStore dying = ViewStores.open(fresh, steps);
                    View seen = Views.open(fresh)) {
                dying.follow(List.of(TestView.beginning(PARTITION)));
                steps.arm();
                boolean survived = feed(dying, events, died, steps);
                assertThat(TestView.everything(seen)).as("after %s", died).isEqualTo(clean);
                if (survived) {
                    break;
                }
            }
        }
        assertThat(new HashSet<>(died))
                .contains(
                        "move positions",
                        "read versions",
                        "insert instances",
                        "update instances",
                        "decide commands",
                        "answer commands",
                        "insert events",
                        "commit",
                        "return");
    }

    /** Applies batches of seven, and after a failure continues at the view's position; true if nothing failed. */
    private static boolean feed(ViewStore dying, List<InstanceEvent> events, List<String> died, DyingSteps steps) {
        boolean survived = true;
        long at = 0;
        while (at < events.size()) {
            int end = (int) Math.min(events.size(), at + 7);
            try {
                dying.apply(batch(at, events.subList((int) at, end)));
            } catch (DyingSteps.Died e) {
                survived = false;
                died.add(e.getMessage());
            }
            at = steps.atRest(() -> TestView.standing(dying));
        }
        return survived;
    }

    @Test
    void aRebuiltViewEqualsTheOldOne() {
        apply(Events.life("i1", "web"));
        apply(Events.life("i2", null));
        List<Object> before = TestView.everything(view);

        store.reset();
        assertThat(store.rebuilding()).isTrue();
        assertThat(store.positions()).isEmpty();
        assertThat(TestView.everything(view)).isEmpty();
        store.follow(List.of(TestView.beginning(PARTITION)));
        apply(Events.life("i1", "web"));
        apply(Events.life("i2", null));
        store.rebuilt();

        assertThat(store.rebuilding()).isFalse();
        assertThat(TestView.everything(view)).isEqualTo(before);
    }

    @Test
    void aViewThatIsNotMadeYetIsUnavailableAndThenThere() {
        ViewConfig fresh = newDatabase();
        try (View early = Views.open(fresh)) {
            assertThatThrownBy(early::status).isInstanceOf(ViewUnavailable.class);
            try (ViewStore made = ViewStores.open(fresh)) {
                made.follow(List.of(TestView.beginning(PARTITION)));
                assertThat(early.status().instances()).isZero();
                assertThat(early.status().lastRecordedAt()).isNull();
            }
        }
    }

    @Test
    void aPageHasALimit() {
        assertThatThrownBy(() -> PageRequest.first(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PageRequest.first(501)).isInstanceOf(IllegalArgumentException.class);
    }
}
