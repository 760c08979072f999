package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.Action;
import io.instancebus.avro.Address;
import io.instancebus.avro.AddressType;
import io.instancebus.avro.AdminPassword;
import io.instancebus.avro.CatalogueChanged;
import io.instancebus.avro.CatalogueProfile;
import io.instancebus.avro.CatalogueUnreadable;
import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.Credential;
import io.instancebus.avro.CredentialType;
import io.instancebus.avro.Failure;
import io.instancebus.avro.FailureCategory;
import io.instancebus.avro.HardwareProfile;
import io.instancebus.avro.Image;
import io.instancebus.avro.InstanceAction;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.LeftOut;
import io.instancebus.avro.NamedThing;
import io.instancebus.avro.ObservedConfiguration;
import io.instancebus.avro.Patience;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderRulesDeclared;
import io.instancebus.avro.Realm;
import io.instancebus.avro.RunFinished;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.avro.SealedText;
import io.instancebus.avro.SealingKeyPublished;
import io.instancebus.avro.SightingState;
import io.instancebus.avro.SourceRecovered;
import io.instancebus.avro.SourceStale;
import io.instancebus.avro.TaskAccepted;
import io.instancebus.avro.TaskDeferred;
import io.instancebus.avro.TaskFailed;
import io.instancebus.avro.TaskOutcomeUnknown;
import io.instancebus.avro.TaskStarted;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Command;
import io.instancebus.gateway.json.CommandReader;
import io.instancebus.gateway.json.InvalidBody;
import io.instancebus.gateway.json.RequestHeaders;
import io.instancebus.mapping.CommandMapping;
import io.instancebus.projector.jdbc.ViewStores;
import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.BatchOutcome;
import io.instancebus.projector.store.Position;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.view.EventFilter;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.Page;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.jdbc.Views;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Whatever a publisher, worker or provider sends, the events on instances.events can be projected into either database,
 * and every instance can be followed. Values at and beyond every bound are tried in every field, one at a time and
 * several at once; the test finds fields that are added to the contract later.
 */
@Tag("database")
@Tag("slow")
class EverythingIsProjectedTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long SEED = Long.getLong("instance-bus.seed", System.nanoTime());
    private static final int COMBINED = 300;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final WholeWay way = new WholeWay();
    private int cases;

    @BeforeEach
    void tellTheSeed() {
        System.out.println("the values are chosen by -Dinstance-bus.seed=" + SEED);
    }

    @Test
    void ofCommandsOnTheBus() throws Exception {
        for (Supplier<InstanceCommand> command : List.<Supplier<InstanceCommand>>of(
                () -> create(clear()), () -> create(sealed()), this::act, () -> run(clear()), () -> run(reference()))) {
            forAllPlaces(command, Set.of(), sent -> {
                if (sent.getCreateInstance() == null) {
                    runs(sent.getInstanceId());
                }
                way.command(sent);
            });
        }
        assertProjected();
    }

    @Test
    void ofReports() throws Exception {
        assertAllBodies(
                ProviderReport.getClassSchema(),
                reports().stream().map(body -> fresh(body).getType()).toList());
        for (Consumer<ProviderReport> body : reports()) {
            boolean ofRun = fresh(body).getRunFinished() != null || fresh(body).getTaskStarted() != null;
            forAllPlaces(() -> fresh(body), Set.of("instanceId"), report -> {
                if (ofRun) {
                    runs(report.getInstanceId());
                    way.command(command(report.getInstanceId(), "r", run(clear())));
                } else {
                    way.command(command(report.getInstanceId(), "c", create(clear())));
                }
                InstanceObserved look = report.getInstanceObserved();
                if (look != null && look.getNumber() == 0) {
                    look.setNumber(way.live(report.getInstanceId())
                            .inFlight()
                            .observations()
                            .number());
                }
                way.report(report);
                Stream.of(1, 60, 3_600, 100_000)
                        .forEach(seconds -> way.timePasses(report.getInstanceId(), Duration.ofSeconds(seconds)));
            });
        }
        assertProjected();
    }

    @Test
    void ofNewsOfAccounts() throws Exception {
        List<Consumer<AccountEvent>> bodies = List.of(
                event -> event.setSourceStale(new SourceStale(WholeWay.NOW, failure())),
                event -> event.setSourceRecovered(new SourceRecovered(WholeWay.NOW, "odd")),
                event -> event.setCatalogueChanged(new CatalogueChanged(
                        List.of(new Image("i", "n", "d", "a", "o")),
                        List.of(new Realm("r", "n", true)),
                        List.of(new CatalogueProfile("p", "n", Map.of("cpu", "1"))),
                        List.of(new LeftOut("image", "x", "odd")))),
                event -> event.setCatalogueUnreadable(new CatalogueUnreadable(WholeWay.NOW, failure())),
                event -> event.setProviderRulesDeclared(new ProviderRulesDeclared(
                        Map.of("RUNNING", List.of("STOP")), new Patience(1L, 1L, 1L, 1L, 2L, 1L, 1, 1L, 1L, 1, 1L))),
                event -> event.setSealingKeyPublished(new SealingKeyPublished("k", "a", ByteBuffer.allocate(32))));
        assertAllBodies(
                AccountEvent.getClassSchema(),
                bodies.stream()
                        .map(body -> {
                            AccountEvent event = account();
                            body.accept(event);
                            return bodyOf(event);
                        })
                        .toList());
        for (Consumer<AccountEvent> body : bodies) {
            forAllPlaces(
                    () -> {
                        AccountEvent event = account();
                        body.accept(event);
                        event.setType(bodyOf(event));
                        return event;
                    },
                    Set.of(),
                    way::account);
        }
        assertProjected();
    }

    /** A request that the gateway accepts can be carried by the bus, and the command service accepts it. */
    @Test
    void ofRequestsAtTheDoor() throws Exception {
        CommandReader reader = new CommandReader(() -> WholeWay.NOW);
        RequestHeaders none = new RequestHeaders(null, null, null);
        ObjectNode create = json(createJson());
        ObjectNode run = json(runJson());
        assertNamesAll(
                create,
                InstanceCommand.getClassSchema(),
                Set.of("type", "createInstance", "instanceAction", "runOnInstance"));
        assertNamesAll(create, CreateInstance.getClassSchema(), Set.of());
        assertNamesAll(run, RunOnInstance.getClassSchema(), Set.of());
        assertNamesAll((ObjectNode) create.path("hardwareProfile"), HardwareProfile.getClassSchema(), Set.of());
        assertNamesAll((ObjectNode) run.path("credential"), Credential.getClassSchema(), Set.of());
        long let = throughTheDoor(create, body -> reader.create(body, none));
        let += throughTheDoor(run, body -> reader.run("i", body, none));
        for (String text : Extremes.TEXTS) {
            let += through(() -> reader.create(
                    json(createJson()).without(List.of("actor", "commandId")), new RequestHeaders(text, text, text)));
        }
        assertThat(let).isGreaterThan(100);
        assertThat(way.refused())
                .as("let in at the door and refused by the command service")
                .isZero();
        assertProjected();
    }

    private long throughTheDoor(ObjectNode whole, Function<ObjectNode, Command> reading) {
        long let = 0;
        for (String pointer : pointers(whole, "")) {
            for (JsonNode value : jsonValues()) {
                ObjectNode body = whole.deepCopy();
                if (body.has("instanceId")) {
                    body.put("instanceId", "i" + cases++);
                }
                int last = pointer.lastIndexOf('/');
                ((ObjectNode) body.at(pointer.substring(0, last))).set(pointer.substring(last + 1), value);
                let += through(() -> reading.apply(body));
            }
        }
        return let;
    }

    private long through(Supplier<Command> reading) {
        InstanceCommand sent;
        try {
            sent = CommandMapping.toAvro(reading.get());
        } catch (InvalidBody told) {
            return 0;
        }
        way.command(sent);
        return 1;
    }

    private static List<JsonNode> jsonValues() {
        List<JsonNode> values = new ArrayList<>();
        Extremes.TEXTS.forEach(text -> values.add(StringNode.valueOf(text)));
        Extremes.NUMBERS.forEach(number -> values.add(JSON.getNodeFactory().numberNode(number)));
        Stream.of(
                        "+999999999-12-31T23:59:59Z",
                        "-999999999-01-01T00:00:00Z",
                        "0000-01-01T00:00:00Z",
                        "9999-12-31T23:59:59.999Z",
                        "9999-12-31T23:59:59.9999999Z",
                        "2027-01-01T00:00:00+18:00")
                .forEach(time -> values.add(StringNode.valueOf(time)));
        Stream.of("1e400", "0.5", "true", "[]", "{}", "[\"a\\u0000\"]", "{\"a\\u0000\": \"b\"}", "{\"a\": \"\\u0000\"}")
                .forEach(text -> values.add(JSON.readTree(text)));
        return values;
    }

    /** The paths of an object and of the objects within it. */
    private static List<String> pointers(ObjectNode object, String path) {
        List<String> pointers = new ArrayList<>();
        object.properties().forEach(entry -> {
            String pointer = path + "/" + entry.getKey();
            pointers.add(pointer);
            if (entry.getValue() instanceof ObjectNode inner) {
                pointers.addAll(pointers(inner, pointer));
            }
        });
        return pointers;
    }

    private static void assertNamesAll(ObjectNode json, Schema schema, Set<String> not) {
        assertThat(json.propertyNames())
                .as("the fields of " + schema.getName() + " that this test generates at the door")
                .containsAll(schema.getFields().stream()
                        .map(Schema.Field::name)
                        .filter(name -> !not.contains(name))
                        .toList());
    }

    private <T extends IndexedRecord> void forAllPlaces(Supplier<T> whole, Set<String> not, Consumer<T> use) {
        int places = Extremes.places(whole.get(), "", not).size();
        for (int place = 0; place < places; place++) {
            int values =
                    Extremes.places(whole.get(), "", not).get(place).values().size();
            for (int value = 0; value < values; value++) {
                T datum = whole.get();
                Extremes.Place at = Extremes.places(datum, "", not).get(place);
                at.replace().accept(at.values().get(value));
                use(datum, use, at.path());
            }
        }
        for (int i = 0; i < COMBINED; i++) {
            T datum = whole.get();
            List<Extremes.Place> all = Extremes.places(datum, "", not);
            for (int each = 0; each < 3; each++) {
                Extremes.Place at = all.get(random.nextInt(all.size()));
                at.replace().accept(at.values().get(random.nextInt(at.values().size())));
            }
            use(datum, use, "several");
        }
    }

    private static <T extends IndexedRecord> void use(T datum, Consumer<T> use, String path) {
        try {
            use.accept(datum);
        } catch (RuntimeException bug) {
            throw new AssertionError(path + ": " + bug, bug);
        }
    }

    private void assertProjected() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            ViewConfig postgresql = new ViewConfig(
                    postgres.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", ""), "postgres", null, 2);
            List<InstanceRow> inPostgresql = projected(postgresql);
            List<InstanceRow> inSqlite = projected(ViewConfig.sqlite(folder.resolve("view.db")));
            assertThat(inSqlite).isEqualTo(inPostgresql);
        }
        System.out.println(cases + " cases, " + way.events() + " events, " + way.refused() + " refused");
    }

    private List<InstanceRow> projected(ViewConfig config) {
        try (ViewStore store = ViewStores.open(config);
                View view = Views.open(config)) {
            store.follow(List.of(new Position(WholeWay.EVENTS, 0, "cluster", "topic")));
            for (Batch batch : way.batches()) {
                assertThat(store.apply(batch)).isEqualTo(new BatchOutcome.Applied(List.of()));
            }
            List<InstanceRow> rows = rows(view);
            assertThat(rows)
                    .allSatisfy(row -> assertThat(row.version())
                            .isEqualTo(version(way.instances().get(row.instanceId()))));
            assertThat(rows).hasSize(way.instances().size());
            readHistory(view);
            view.accounts();
            return rows;
        }
    }

    private static long version(@Nullable Aggregate aggregate) {
        return switch (aggregate) {
            case Aggregate.Live live -> live.instance().version();
            case Aggregate.Tombstone remnant -> remnant.lastSequence();
            case null -> -1;
        };
    }

    private static List<InstanceRow> rows(View view) {
        List<InstanceRow> rows = new ArrayList<>();
        String cursor = null;
        do {
            Page<InstanceRow> page = view.instances(InstanceFilter.ALL, new PageRequest(cursor, 500));
            rows.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return rows;
    }

    private static void readHistory(View view) {
        String cursor = null;
        do {
            cursor = view.events(new EventFilter(null, null, null), new PageRequest(cursor, 500))
                    .next();
        } while (cursor != null);
    }

    /** Creates an instance of this id and lets it run. */
    private void runs(String id) {
        if (!id.matches("i[0-9]+")) {
            return;
        }
        way.command(command(id, "c", create(clear())));
        way.report(report(id, "c", report -> report.setTaskAccepted(new TaskAccepted("n-" + id, null, null))));
        way.report(report(id, null, report -> report.setInstanceObserved(observed(id, SightingState.RUNNING))));
    }

    private InstanceObserved observed(String id, SightingState state) {
        long number = way.instances().containsKey(id)
                ? way.live(id).inFlight().observations().number()
                : 0;
        return new InstanceObserved(
                number,
                1L,
                1L,
                state,
                "active",
                "n-" + id,
                List.of(new Address("192.0.2.1", AddressType.IPV4)),
                List.of(new Address("10.0.0.1", AddressType.IPV4)),
                22,
                WholeWay.NOW,
                "owner",
                "root",
                50,
                failure(),
                new ObservedConfiguration(
                        "web", thing("img"), thing("realm"), thing("m1"), "key", List.of(thing("fw"), thing("fw2"))));
    }

    private static NamedThing thing(String id) {
        return new NamedThing(id, List.of("other"));
    }

    private static Failure failure() {
        return new Failure(FailureCategory.CAPACITY, "E1", "no room", true);
    }

    private List<Consumer<ProviderReport>> reports() {
        return List.of(
                report -> report.setTaskStarted(new TaskStarted()),
                report -> report.setTaskAccepted(
                        new TaskAccepted("n", new AdminPassword("c", sealedText(), sealedText()), null)),
                report -> report.setTaskFailed(new TaskFailed(failure())),
                report -> report.setTaskDeferred(new TaskDeferred(WholeWay.NOW, "busy")),
                report -> report.setTaskOutcomeUnknown(new TaskOutcomeUnknown("cut")),
                report -> report.setRunFinished(new RunFinished(0, "KILL", "out", false, false, "SHA256:x", 5L)),
                report -> report.setInstanceObserved(observed(report.getInstanceId(), SightingState.ERROR)));
    }

    private ProviderReport fresh(Consumer<ProviderReport> body) {
        String id = "i" + cases++;
        ProviderReport report = report(id, "c", body);
        if (report.getRunFinished() != null || report.getTaskStarted() != null) {
            report.setTaskId(id + ":r");
        }
        return report;
    }

    private static AccountEvent account() {
        return new AccountEvent("acc", "sandbox", WholeWay.NOW, "", null, null, null, null, null, null);
    }

    /** Fails if a body of the contract is not generated. */
    private static void assertAllBodies(Schema envelope, List<String> generated) {
        List<String> bodies = envelope.getFields().stream()
                .map(Schema.Field::schema)
                .filter(Schema::isUnion)
                .map(union -> union.getTypes().getLast())
                .filter(type -> type.getType() == Schema.Type.RECORD)
                .map(Schema::getName)
                .toList();
        assertThat(generated).containsExactlyInAnyOrderElementsOf(bodies);
    }

    private static ProviderReport report(String id, @Nullable String commandId, Consumer<ProviderReport> body) {
        ProviderReport report = new ProviderReport(
                id,
                "acc",
                commandId == null ? null : id + ":" + commandId,
                commandId == null ? 0 : 1,
                "w",
                WholeWay.NOW,
                "",
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        body.accept(report);
        report.setType(bodyOf(report));
        return report;
    }

    /** The name of the body that the envelope has. */
    private static String bodyOf(IndexedRecord envelope) {
        return envelope.getSchema().getFields().stream()
                .map(field -> envelope.get(field.pos()))
                .filter(IndexedRecord.class::isInstance)
                .map(body -> ((IndexedRecord) body).getSchema().getName())
                .findFirst()
                .orElseThrow();
    }

    private static ProtectedText clear() {
        return new ProtectedText("uptime", null, null);
    }

    private static ProtectedText sealed() {
        return new ProtectedText(null, sealedText(), null);
    }

    private static ProtectedText reference() {
        return new ProtectedText(null, null, "file:x");
    }

    private static SealedText sealedText() {
        return new SealedText("k", ByteBuffer.allocate(32), ByteBuffer.allocate(16));
    }

    private InstanceCommand create(ProtectedText userData) {
        InstanceCommand command = command();
        command.setCreateInstance(new CreateInstance(
                "acc",
                "img",
                "realm",
                new HardwareProfile("m1", Map.of("cpu", "1")),
                "web",
                "key",
                List.of("fw"),
                userData,
                Map.of("role", "web"),
                ByteBuffer.allocate(32)));
        command.setType("CreateInstance");
        return command;
    }

    private InstanceCommand act() {
        InstanceCommand command = command();
        command.setInstanceAction(new InstanceAction(Action.STOP, false));
        command.setType("InstanceAction");
        return command;
    }

    private InstanceCommand run(ProtectedText line) {
        InstanceCommand command = command();
        command.setRunOnInstance(new RunOnInstance(
                line,
                new Credential(CredentialType.PRIVATE_KEY, sealed(), reference()),
                "root",
                "192.0.2.1",
                22,
                60,
                1_000,
                "SHA256:" + "A".repeat(43)));
        command.setType("RunOnInstance");
        return command;
    }

    private InstanceCommand command() {
        return new InstanceCommand(
                "x",
                "i" + cases++,
                "alice",
                WholeWay.NOW,
                "corr",
                null,
                WholeWay.NOW.plusSeconds(60),
                "",
                null,
                null,
                null);
    }

    private static InstanceCommand command(String id, String commandId, InstanceCommand command) {
        command.setInstanceId(id);
        command.setCommandId(commandId);
        return command;
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text);
    }

    private String createJson() {
        return """
                {"commandId": "c", "instanceId": "i%d", "actor": "a", "correlationId": "x", "expectedVersion": 1,
                 "issuedAt": "%s", "expiresAt": "2027-01-01T00:00:00Z",
                 "account": "acc", "imageId": "img", "realmId": "r",
                 "hardwareProfile": {"id": "m1", "overrides": {"cpu": "1"}}, "name": "web", "keyName": "k",
                 "firewalls": ["fw"], "userData": {"clear": "#!"}, "tags": {"role": "web"},
                 "replyKey": "%s"}
                """.formatted(cases++, WholeWay.NOW, "A".repeat(43) + "=");
    }

    private static String runJson() {
        String sealed = "{\"sealed\": {\"keyId\": \"k\", \"encapsulatedKey\": \"%s\", \"ciphertext\": \"%s\"}}"
                .formatted("A".repeat(43) + "=", "A".repeat(43) + "=");
        return """
                {"commandId": "c", "actor": "a", "correlationId": "x", "issuedAt": "%s",
                 "expiresAt": "2027-01-01T00:00:00Z", "commandLine": "uptime",
                 "credential": {"type": "PASSWORD", "secret": %s, "passphrase": {"reference": "file:x"}},
                 "username": "root", "address": "192.0.2.1", "port": 22,
                 "timeoutSeconds": 60, "outputLimit": 10, "hostKey": "SHA256:%s"}
                """.formatted(WholeWay.NOW, sealed, "A".repeat(43));
    }
}
