package io.instancebus.projector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instancebus.avro.CommandType;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.embedded.EmbeddedKafka;
import io.instancebus.embedded.EmbeddedSchemaRegistry;
import io.instancebus.projector.Events;
import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.projector.jdbc.Postgres;
import io.instancebus.projector.jdbc.TestView;
import io.instancebus.projector.jdbc.ViewStores;
import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.PartitionBatch;
import io.instancebus.projector.store.Position;
import io.instancebus.projector.store.UnusableView;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.header.DeadLetterHeaders;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicCreator;
import io.instancebus.service.Health;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.ViewUnavailable;
import io.instancebus.view.jdbc.Views;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The projector on a real broker, a real registry and real databases. */
@Tag("broker")
@Tag("database")
@Tag("slow")
class StateProjectorTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path data;

    private static EmbeddedBus bus;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBus() {
        bus = EmbeddedBus.start(data);
    }

    @AfterAll
    static void stopBus() {
        bus.close();
    }

    private ViewConfig sqlite() {
        return ViewConfig.sqlite(folder.resolve("view.db"));
    }

    private static void awaitReady(StateProjector projector) {
        await().atMost(LONG).until(projector::ready);
    }

    private static void awaitVersion(View view, String id, long version) {
        await().atMost(LONG)
                .ignoreException(ViewUnavailable.class)
                .until(() -> view.instance(id).map(InstanceRow::version).orElse(0L) == version);
    }

    private static List<InstanceEvent> lives(String prefix, int count) {
        List<InstanceEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.addAll(Events.life(prefix + i, null));
        }
        return events;
    }

    @Test
    void committedEventsReachTheViewAndAbortedOnesDoNot() {
        try (BusAndView topics = new BusAndView(bus, 2)) {
            topics.publishAndAbort(lives("aborted", 3));
            topics.publish(lives("early", 5));
            try (StateProjector projector = StateProjector.start(topics.config(sqlite()));
                    View view = Views.open(sqlite())) {
                awaitReady(projector);
                assertThat(TestView.instances(view, InstanceFilter.ALL, 500)).hasSize(5);

                topics.publish(lives("late", 5));

                awaitVersion(view, "late4", 17);
                await().atMost(LONG).until(() -> view.status().instances() == 10 && projector.lag() == 0);
                assertThat(projector.problems()).isEmpty();
            }
        }
    }

    @Test
    void startedBeforeItsTopicsItWaitsForThem() throws Exception {
        String prefix = "later" + UUID.randomUUID().toString().substring(0, 8) + ".";
        BusConnection connection = new BusConnection(bus.bootstrapServers(), bus.registryUrl(), prefix, 2, 1, Map.of());
        StateProjectorConfig config = new StateProjectorConfig(connection, sqlite(), prefix + "projector", null);
        CompletableFuture<StateProjector> starting = CompletableFuture.supplyAsync(() -> StateProjector.start(config));
        try (View view = Views.open(sqlite());
                Admin admin = Admin.create(connection.clientProperties())) {
            // The tables exist; only the topics are missing.
            await().atMost(LONG)
                    .ignoreException(ViewUnavailable.class)
                    .until(() -> view.status().instances() == 0);
            new TopicCreator(admin, LONG).create(TopicCatalogue.of(prefix, 2, 1, List.of()));
            try (StateProjector projector = starting.get(LONG.toSeconds(), TimeUnit.SECONDS)) {
                awaitReady(projector);
            }
        }
    }

    @Test
    void aRestartGoesOnWhereTheViewStands() {
        try (BusAndView topics = new BusAndView(bus, 2);
                View view = Views.open(sqlite())) {
            topics.publish(Events.life("i1", "web").subList(0, 6));
            try (StateProjector projector = StateProjector.start(topics.config(sqlite()))) {
                awaitReady(projector);
            }
            topics.publish(Events.life("i1", "web").subList(6, 17));
            try (StateProjector projector = StateProjector.start(topics.config(sqlite()))) {
                awaitReady(projector);
                assertThat(view.instance("i1").orElseThrow().version()).isEqualTo(17);
            }
        }
    }

    @Test
    void twoProjectorsShareThePartitionsAndLoseNothingWhenOneLeaves() {
        ViewConfig postgresql = Postgres.newDatabase();
        try (BusAndView topics = new BusAndView(bus, 4);
                View view = Views.open(postgresql);
                StateProjector first = StateProjector.start(topics.config(postgresql))) {
            topics.publish(lives("a", 20));
            StateProjector second = StateProjector.start(topics.config(postgresql));
            topics.publish(lives("b", 20));
            awaitReady(second);
            topics.publish(lives("c", 20));
            second.close();
            topics.publish(lives("d", 20));

            await().atMost(LONG).until(() -> view.status().instances() == 80);
            await().atMost(LONG)
                    .until(() -> TestView.instances(view, InstanceFilter.ALL, 500).stream()
                            .allMatch(row -> row.version() == 17));
            assertThat(first.problems()).isEmpty();
            List<Object> followed = TestView.everything(view).stream()
                    .filter(InstanceRow.class::isInstance)
                    .toList();
            first.close();
            StateProjector.rebuild(topics.config(postgresql), line -> {});
            assertThat(TestView.everything(view)).containsAll(followed);
        }
    }

    @Test
    void whatCannotBeReadGoesToTheDeadLettersAndTheStreamGoesOn() {
        byte[] garbage = "{\"not\": \"avro\"}".getBytes(StandardCharsets.UTF_8);
        byte[] unknownSchema = {0, 0x7f, 0, 0, 1, 2, 3};
        try (BusAndView topics = new BusAndView(bus, 1);
                StateProjector projector = StateProjector.start(topics.config(sqlite()));
                View view = Views.open(sqlite())) {
            topics.publish(Events.life("i1", null).subList(0, 3));
            topics.publishBytes("i1", garbage);
            topics.publishBytes("i1", unknownSchema);
            topics.publish(List.of(Events.envelope("i1", 4, "x".repeat(10_000)).build()));
            topics.publish(Events.life("i1", null).subList(3, 17));

            awaitVersion(view, "i1", 17);
            assertThat(projector.deadLetters()).isEqualTo(3);
            assertThat(topics.deadLetters()).hasSize(3).anySatisfy(letter -> {
                assertThat(letter.value()).isEqualTo(garbage);
                assertThat(DeadLetterHeaders.from(letter.headers())).hasValueSatisfying(headers -> {
                    assertThat(headers.reason()).contains("JSON");
                    assertThat(headers.topic()).isEqualTo(topics.topics.events());
                    assertThat(headers.group()).isEqualTo(topics.topics.prefix() + "projector");
                });
            });
        }
    }

    @Test
    void aStringThatClaimsTwoGigabytesIsADeadLetterOnBothTopics() {
        try (BusAndView topics = new BusAndView(bus, 1);
                StateProjector projector = StateProjector.start(topics.config(sqlite()));
                View view = Views.open(sqlite())) {
            topics.publish(Events.life("i1", null).subList(0, 3));
            for (String topic : List.of(topics.topics.events(), topics.topics.accountEvents())) {
                byte[] bomb = {0, 0, 0, 0, 0, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
                ByteBuffer.wrap(bomb).putInt(1, topics.schemaId(topic));
                topics.publishBytes(topic, "x1", bomb);
            }
            topics.publish(Events.life("i1", null).subList(3, 17));
            awaitVersion(view, "i1", 17);
            await().atMost(LONG).until(() -> projector.deadLetters() == 2);
        }
    }

    @Test
    void anEventWhoseSchemaIsNotServedYetHoldsUpItsPartitionOnlyAndIsNotPutAside() throws Exception {
        try (BusAndView topics = new BusAndView(bus, 2);
                StateProjector projector = StateProjector.start(topics.config(sqlite()));
                View view = Views.open(sqlite())) {
            int next = topics.nextSchemaId();
            List<InstanceEvent> early = Events.life(topics.keyOf(0), null);
            topics.publish(early.subList(0, 3));
            topics.publishUnder(next, early.subList(3, 4));
            topics.publish(early.subList(4, 17));
            String other = topics.keyOf(1);
            topics.publish(Events.life(other, null));
            awaitVersion(view, other, 17);
            await("the partition waits")
                    .atMost(LONG)
                    .until(() -> !projector.problems().isEmpty());
            assertThat(topics.registerAnotherVersion()).isEqualTo(next);
            awaitVersion(view, topics.keyOf(0), 17);
            assertThat(projector.deadLetters()).isZero();
        }
    }

    @Test
    void eventsUnderManyUnservedSchemasHoldUpTheirPartitionForOnePatienceTogether() throws Exception {
        try (BusAndView topics = new BusAndView(bus, 1);
                StateProjector projector = StateProjector.start(topics.config(sqlite()));
                View view = Views.open(sqlite())) {
            List<InstanceEvent> life = Events.life("i1", null);
            topics.publish(life.subList(0, 3));
            for (int i = 0; i < 60; i++) {
                topics.publishUnder(Integer.MAX_VALUE - i, life.subList(3, 4));
            }
            topics.publish(life.subList(3, 17));
            await().atMost(Duration.ofMinutes(3)).until(() -> projector.deadLetters() == 60);
            awaitVersion(view, "i1", 17);
        }
    }

    @Test
    void aGapOfOneInstanceStopsNeitherTheOthersNorARestart() {
        try (BusAndView topics = new BusAndView(bus, 1);
                View view = Views.open(sqlite())) {
            List<InstanceEvent> life = Events.life("i1", null);
            try (StateProjector projector = StateProjector.start(topics.config(sqlite()))) {
                awaitReady(projector);
                topics.publish(List.of(life.get(0), life.get(1), life.get(3)));
                topics.publish(lives("other", 1));

                awaitVersion(view, "other0", 17);
                assertThat(view.instance("i1").orElseThrow().incomplete())
                        .satisfies(incomplete -> assertThat(incomplete.reason()).contains("event 4 follows event 2"));
                assertThat(projector.ready()).isTrue();
            }
            topics.publish(life.subList(4, 17));
            topics.publish(lives("later", 1));
            try (StateProjector projector = StateProjector.start(topics.config(sqlite()))) {
                awaitReady(projector);
                awaitVersion(view, "later0", 17);
                assertThat(view.instance("i1").orElseThrow().version()).isEqualTo(2);
                assertThat(view.incomplete(1))
                        .singleElement()
                        .satisfies(incomplete ->
                                assertThat(incomplete.missingEvents()).isEqualTo(14));
            }
            List<String> lines = new ArrayList<>();
            StateProjector.rebuild(topics.config(sqlite()), lines::add);
            assertThat(lines).last().asString().contains("i1", "event 4");
        }
    }

    @Test
    void whatIsMeasuredIsThereWhileTheProjectorRuns() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (BusAndView topics = new BusAndView(bus, 1);
                View view = Views.open(sqlite())) {
            List<InstanceEvent> life = Events.life("i1", null);
            try (StateProjector projector = StateProjector.start(topics.config(sqlite()), meters)) {
                topics.publish(List.of(life.get(0), life.get(1), life.get(3)));
                topics.publish(lives("other", 1));
                awaitVersion(view, "other0", 17);
                await().atMost(LONG).until(() -> gauge(meters, "instancebus.projection.lag.records") == 0);
                assertThat(gauge(meters, "instancebus.projection.set.aside.instances"))
                        .isEqualTo(1);
                assertThat(meters.get("instancebus.projection.events")
                                .functionCounter()
                                .count())
                        .isEqualTo(20);
                assertThat(new Health(projector::checks).troubles()).isEmpty();
            }
            assertThat(meters.getMeters()).isEmpty();
            try (StateProjector projector = StateProjector.start(topics.config(sqlite()), meters)) {
                awaitReady(projector);
                assertThat(gauge(meters, "instancebus.projection.set.aside.instances"))
                        .isEqualTo(1);
            }
        }
    }

    private static double gauge(SimpleMeterRegistry meters, String name) {
        return meters.get(name).gauge().value();
    }

    /** Only the later release writes legal actions into events; its rules may differ from those of the earlier one. */
    @Test
    void aLogOfTwoReleasesIsProjectedAndRebuiltToTheSame() throws Exception {
        Schema before = new Schema.Parser()
                .parse(Path.of("../schemas/releases/0.4.0/instances.events.avsc")
                        .toFile());
        try (BusAndView topics = new BusAndView(bus, 1);
                View view = Views.open(sqlite())) {
            topics.publishAs(before, Events.life("older", "web"));
            topics.publishAs(before, Events.life("both", null).subList(0, 5));
            topics.publish(List.of(
                    Events.state("both", 6, InstanceState.RUNNING, InstanceState.STOPPED, List.of("HIBERNATE")),
                    Events.accepted("back", 1, "c", CommandType.CREATE),
                    Events.state("back", 2, InstanceState.START, InstanceState.PENDING, List.of())));
            topics.publishAs(before, List.of(Events.state("back", 3, InstanceState.PENDING, InstanceState.RUNNING)));
            try (StateProjector projector = StateProjector.start(topics.config(sqlite()))) {
                awaitVersion(view, "older", 17);
                awaitVersion(view, "both", 6);
                awaitVersion(view, "back", 3);
                assertThat(projector.deadLetters()).isZero();
            }
            List<Object> followed = TestView.everything(view);
            assertThat(view.instance("older").orElseThrow().actions()).containsExactly("START", "DESTROY");
            assertThat(view.instance("both").orElseThrow().actions()).containsExactly("HIBERNATE");
            assertThat(view.instance("back").orElseThrow().actions())
                    .containsExactly("STOP", "REBOOT", "DESTROY", "RUN");

            StateProjector.rebuild(topics.config(sqlite()), line -> {});

            assertThat(TestView.everything(view)).isEqualTo(followed);
        }
    }

    @Test
    void anOldLogWithNulsIsProjected() {
        try (BusAndView topics = new BusAndView(bus, 1);
                View view = Views.open(sqlite())) {
            List<InstanceEvent> life = Events.life("i1", null);
            life.getFirst().setActor("a\u0000b");
            topics.publish(life);
            try (StateProjector projector = StateProjector.start(topics.config(sqlite()))) {
                awaitReady(projector);
                awaitVersion(view, "i1", 17);
                assertThat(projector.deadLetters()).isZero();
            }
        }
    }

    @Test
    void aRegistryThatIsAwayIsWaitedFor() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
            EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(kafka.bootstrapServers(), 0);
            int port = registry.port();
            try (BusAndView topics = new BusAndView(new EmbeddedBus(kafka, registry), 1)) {
                topics.publish(Events.life("i1", null));
                registry.close();
                try (StateProjector projector = StateProjector.start(topics.config(sqlite()));
                        View view = Views.open(sqlite())) {
                    await().atMost(LONG).until(() -> !projector.problems().isEmpty());
                    assertThat(view.status().instances()).isZero();

                    registry = EmbeddedSchemaRegistry.start(kafka.bootstrapServers(), port);

                    awaitVersion(view, "i1", 17);
                    awaitReady(projector);
                    assertThat(projector.deadLetters()).isZero();
                }
            } finally {
                registry.close();
            }
        }
    }

    @Test
    void aViewOfAnotherTopicIsNotTouchedUntilItIsRebuilt() throws Exception {
        try (BusAndView topics = new BusAndView(bus, 1);
                View view = Views.open(sqlite())) {
            topics.publish(lives("old", 2));
            StateProjectorConfig config = topics.config(sqlite());
            try (StateProjector projector = StateProjector.start(config)) {
                awaitReady(projector);
            }
            try (Admin admin = Admin.create(topics.connection.clientProperties())) {
                admin.deleteTopics(List.of(topics.topics.events())).all().get(30, TimeUnit.SECONDS);
                await().atMost(LONG)
                        .until(() -> !admin.listTopics().names().get().contains(topics.topics.events()));
            }
            topics.makeTopics(1);
            topics.publish(lives("new", 1));

            assertThatThrownBy(() -> StateProjector.start(config))
                    .isInstanceOf(UnusableView.class)
                    .hasMessageContaining("rebuild");
            assertThat(view.instance("old0")).isPresent();

            List<String> lines = new ArrayList<>();
            StateProjector.rebuild(config, lines::add);

            assertThat(view.instance("old0")).isEmpty();
            assertThat(view.instance("new0").orElseThrow().version()).isEqualTo(17);
            assertThat(lines).last().asString().contains("17 events");
        }
    }

    @Test
    void aViewThatIsAheadOfItsLogIsRebuiltByItself() {
        try (BusAndView topics = new BusAndView(bus, 1);
                View view = Views.open(sqlite())) {
            topics.publish(lives("i", 1));
            StateProjectorConfig config = topics.config(sqlite());
            try (StateProjector projector = StateProjector.start(config)) {
                awaitReady(projector);
            }
            try (ViewStore store = ViewStores.open(sqlite())) {
                Position stands = store.positions().stream()
                        .filter(position -> position.partition().topic().equals(topics.topics.events()))
                        .findFirst()
                        .orElseThrow();
                store.apply(new Batch(List.of(new PartitionBatch(
                        stands.partition(), stands.nextOffset(), stands.nextOffset() + 1000, List.of()))));
            }
            try (StateProjector projector = StateProjector.start(config)) {
                awaitReady(projector);
                assertThat(view.instance("i0").orElseThrow().version()).isEqualTo(17);
                topics.publish(lives("j", 1));
                awaitVersion(view, "j0", 17);
            }
        }
    }

    @Test
    void anInterruptedRebuildGoesOn() {
        try (BusAndView topics = new BusAndView(bus, 1);
                View view = Views.open(sqlite())) {
            topics.publish(lives("i", 10));
            StateProjectorConfig config =
                    new StateProjectorConfig(topics.connection, sqlite(), topics.topics.prefix() + "g", 20);
            assertThatThrownBy(() -> StateProjector.rebuild(config, line -> {
                        throw new IllegalStateException("interrupted");
                    }))
                    .hasMessage("interrupted");
            try (ViewStore store = ViewStores.open(sqlite())) {
                assertThat(store.rebuilding()).isTrue();
            }
            List<String> lines = new ArrayList<>();
            StateProjector.rebuild(config, lines::add);

            assertThat(lines.getFirst()).contains("interrupted");
            assertThat(view.status().instances()).isEqualTo(10);
            try (ViewStore store = ViewStores.open(sqlite())) {
                assertThat(store.rebuilding()).isFalse();
            }
        }
    }

    @Test
    void theTopicsMustBeThere() {
        StateProjectorConfig config = StateProjectorConfig.of(
                new BusConnection(bus.bootstrapServers(), bus.registryUrl(), "nothing.", 1, 1, Map.of()), sqlite());

        assertThatThrownBy(() -> StateProjector.start(config))
                .isInstanceOf(org.apache.kafka.common.errors.UnknownTopicOrPartitionException.class);
    }
}
