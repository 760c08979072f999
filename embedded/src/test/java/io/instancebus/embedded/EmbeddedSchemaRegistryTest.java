package io.instancebus.embedded;

import static io.instancebus.embedded.RegistryClient.body;
import static io.instancebus.embedded.RegistryClient.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

@Tag("broker")
class EmbeddedSchemaRegistryTest {
    @TempDir
    static Path folder;

    private static EmbeddedBus bus;
    private static RegistryClient registry;

    /** No test sees what another registered, except through ids. */
    private final String subject = "orders-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        bus = EmbeddedBus.start(folder);
        registry = new RegistryClient(bus.registryUrl());
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    private static String unique(String... fields) {
        return record("R" + UUID.randomUUID().toString().replace("-", ""), fields);
    }

    @Test
    void theRootAnswersWithAnEmptyObjectOfTheRightType() {
        var reply = registry.get("/");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("{}");
        assertThat(reply.contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
    }

    @Test
    void aRegisteredSchemaIsFoundInEveryWay() {
        var schema = unique("a");
        int id = registry.idOf(subject, schema);

        assertThat(registry.get("/subjects").json().valueStream().map(each -> each.stringValue()))
                .contains(subject);
        assertThat(registry.get("/subjects?subjectPrefix=none-of-these").text()).isEqualTo("[]");
        assertThat(registry.get("/subjects/" + subject + "/versions").text()).isEqualTo("[1]");
        for (var version : new String[] {"1", "latest", "-1"}) {
            var reply = registry.get("/subjects/" + subject + "/versions/" + version)
                    .json();
            assertThat(reply.path("subject").stringValue()).isEqualTo(subject);
            assertThat(reply.path("version").intValue()).isEqualTo(1);
            assertThat(reply.path("id").intValue()).isEqualTo(id);
            assertThat(reply.path("schema").stringValue()).isEqualTo(schema);
            assertThat(registry.get("/subjects/" + subject + "/versions/" + version + "/schema")
                            .text())
                    .isEqualTo(schema);
        }
        assertThat(registry.get("/schemas/ids/" + id).json().path("schema").stringValue())
                .isEqualTo(schema);
        assertThat(registry.get("/schemas/ids/" + id + "/schema").text()).isEqualTo(schema);
        assertThat(registry.get("/schemas/ids/" + id + "/subjects").text()).isEqualTo("[\"" + subject + "\"]");
        var found = registry.get("/schemas/ids/" + id + "/versions").json().get(0);
        assertThat(found.path("subject").stringValue()).isEqualTo(subject);
        assertThat(found.path("version").intValue()).isEqualTo(1);
        var lookedUp =
                registry.send("POST", "/subjects/" + subject, body(schema)).json();
        assertThat(lookedUp.path("id").intValue()).isEqualTo(id);
        assertThat(lookedUp.path("version").intValue()).isEqualTo(1);
        assertThat(lookedUp.path("schema").stringValue()).isEqualTo(schema);
    }

    @Test
    void registeringAgainGivesTheSameIdAndNoNewVersion() {
        var schema = unique("a");

        int id = registry.idOf(subject, schema);
        var again = registry.send(
                "POST", "/subjects/" + subject + "/versions?normalize=true", body(" " + schema.replace(":", " : ")));

        assertThat(again.json().path("id").intValue()).isEqualTo(id);
        assertThat(registry.get("/subjects/" + subject + "/versions").text()).isEqualTo("[1]");
    }

    @Test
    void oneSchemaUnderTwoSubjectsHasOneIdAndIdsRise() {
        var schema = unique("a");

        int id = registry.idOf(subject, schema);
        int sameId = registry.idOf(subject + "-other", schema);
        int nextId = registry.idOf(subject, schema.replace("}]", "},{\"name\":\"b\",\"type\":\"int\",\"default\":1}]"));

        assertThat(id).isPositive();
        assertThat(sameId).isEqualTo(id);
        assertThat(nextId).isGreaterThan(id);
        assertThat(registry.get("/schemas/ids/" + id + "/subjects").json().size())
                .isEqualTo(2);
    }

    @Test
    void aSubjectMayHaveAnyName() {
        var odd = "a%2Fb%20c+d%C3%A9";
        int id = registry.idOf(odd, unique("a"));

        assertThat(registry.get("/schemas/ids/" + id + "/subjects")
                        .json()
                        .get(0)
                        .stringValue())
                .isEqualTo("a/b c+dé");
        assertThat(registry.get("/subjects/" + odd + "/versions").text()).isEqualTo("[1]");
    }

    @Test
    void manyWhoRegisterAtOnceAgreeOnTheIds() throws Exception {
        var schema = unique("a");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ids = new HashSet<Integer>();
            for (var id : IntStream.range(0, 16)
                    .mapToObj(each -> threads.submit(() -> registry.idOf(subject, schema)))
                    .toList()) {
                ids.add(id.get());
            }
            assertThat(ids).hasSize(1);
        }
        assertThat(registry.get("/subjects/" + subject + "/versions").text()).isEqualTo("[1]");
    }

    @Test
    void whatIsMissingHasItsErrorCode() {
        registry.idOf(subject, unique("a"));

        assertError(registry.get("/subjects/nobody/versions"), 404, 40401);
        assertError(registry.get("/subjects/nobody/versions/latest"), 404, 40401);
        assertError(registry.delete("/subjects/nobody"), 404, 40401);
        assertError(registry.send("POST", "/subjects/nobody", body(unique("a"))), 404, 40401);
        assertError(registry.get("/subjects/" + subject + "/versions/7"), 404, 40402);
        assertError(registry.get("/subjects/" + subject + "/versions/7/schema"), 404, 40402);
        assertError(registry.delete("/subjects/" + subject + "/versions/7"), 404, 40402);
        assertError(registry.get("/subjects/" + subject + "/versions/first"), 422, 42202);
        assertError(registry.get("/subjects/" + subject + "/versions/0"), 422, 42202);
        assertError(registry.send("POST", "/subjects/" + subject, body(unique("a"))), 404, 40403);
        assertError(registry.get("/schemas/ids/1000000"), 404, 40403);
        assertError(registry.get("/schemas/ids/1000000/schema"), 404, 40403);
        assertError(registry.get("/schemas/ids/1000000/subjects"), 404, 40403);
        assertError(registry.get("/schemas/ids/1000000/versions"), 404, 40403);
        assertError(registry.get("/schemas/ids/one"), 404, 404);
        assertError(registry.get("/config/" + subject), 404, 40408);
        assertError(registry.get("/nothing/here"), 404, 404);
        assertError(registry.send("PUT", "/subjects", "{}"), 405, 405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"schema\":\"\"}",
                "{\"schema\":5}",
                "{\"schema\":\"{\"}",
                "{\"schema\":\"\\\"no-such-type\\\"\"}",
                "{\"schema\":\"{\\\"type\\\":\\\"record\\\"}\"}",
                "{\"schema\":\"\\\"string\\\"\",\"schemaType\":\"JSON\"}",
                "{\"schema\":\"\\\"string\\\"\",\"schemaType\":\"PROTOBUF\"}",
                "{\"schema\":\"\\\"string\\\"\",\"references\":[{\"name\":\"a\",\"subject\":\"b\",\"version\":1}]}"
            })
    void whatIsNoUsableSchemaIsRefused(String body) {
        assertError(registry.send("POST", "/subjects/" + subject + "/versions", body), 422, 42201);
        assertThat(registry.get("/subjects/" + subject + "/versions").status()).isEqualTo(404);
    }

    @Test
    void emptyReferencesAndTheTypeAvroAreAsIfTheyWereNotThere() {
        var body = "{\"schema\":\"\\\"string\\\"\",\"schemaType\":\"AVRO\",\"references\":[],\"unknown\":{}}";

        assertThat(registry.send("POST", "/subjects/" + subject + "/versions", body)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aBodyThatIsNoJsonAndOneThatIsTooLargeAreRefused() {
        var path = "/subjects/" + subject + "/versions";

        assertError(registry.send("POST", path, "not json"), 400, 400);
        assertError(registry.send("POST", path, "x".repeat(BoundedBodies.LIMIT + 1)), 413, 413);
        assertThat(registry.get("/").status()).isEqualTo(200);
    }

    @Test
    void aDeletedVersionIsNotListedButItsIdIsStillKnown() {
        var first = unique("a");
        var second = first.replace("}]", "},{\"name\":\"b\",\"type\":\"string\",\"default\":\"\"}]");
        int firstId = registry.idOf(subject, first);
        int secondId = registry.idOf(subject, second);

        assertThat(registry.delete("/subjects/" + subject + "/versions/1").text())
                .isEqualTo("1");

        assertThat(registry.get("/subjects/" + subject + "/versions").text()).isEqualTo("[2]");
        assertThat(registry.get("/subjects/" + subject + "/versions?deleted=true")
                        .text())
                .isEqualTo("[1,2]");
        assertError(registry.get("/subjects/" + subject + "/versions/1"), 404, 40402);
        assertError(registry.send("POST", "/subjects/" + subject, body(first)), 404, 40403);
        assertThat(registry.get("/schemas/ids/" + firstId).status()).isEqualTo(200);
        assertThat(registry.get("/schemas/ids/" + firstId + "/subjects").text()).isEqualTo("[]");

        assertThat(registry.delete("/subjects/" + subject).text()).isEqualTo("[2]");
        assertThat(registry.delete("/subjects/" + subject + "?permanent=true").text())
                .isEqualTo("[1,2]");
        assertError(registry.get("/subjects/" + subject + "/versions"), 404, 40401);
        assertThat(registry.get("/subjects").text()).doesNotContain(subject);
        assertThat(registry.get("/subjects?deleted=true").text()).contains(subject);

        assertThat(registry.idOf(subject, second)).isEqualTo(secondId);
        assertThat(registry.get("/subjects/" + subject + "/versions").text()).isEqualTo("[3]");
    }

    @Test
    void typesAndModeAreFixed() {
        assertThat(registry.get("/schemas/types").text()).isEqualTo("[\"AVRO\"]");
        assertThat(registry.get("/mode").text()).isEqualTo("{\"mode\":\"READWRITE\"}");
        assertThat(registry.get("/mode/" + subject).text()).isEqualTo("{\"mode\":\"READWRITE\"}");
    }

    @Test
    void aSubjectsLevelIsItsOwnAndTheCommonOneIsForTheRest() {
        assertThat(registry.get("/config").text()).isEqualTo("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");
        assertThat(registry.get("/config/" + subject + "?defaultToGlobal=true").text())
                .isEqualTo("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");

        assertThat(level(subject, "BACKWARD").text()).isEqualTo("{\"compatibility\":\"BACKWARD\"}");

        assertThat(registry.get("/config/" + subject).text()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        assertThat(registry.get("/config").text()).isEqualTo("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");
        assertError(level(subject, "SIDEWAYS"), 422, 42203);
        assertError(registry.send("PUT", "/config", "{}"), 422, 42203);
    }

    private RegistryClient.Reply level(String of, String level) {
        return registry.send("PUT", "/config/" + of, "{\"compatibility\":\"" + level + "\"}");
    }

    /** From v1 {a} and v2 {a, b?}: which level lets which third schema pass. */
    @ParameterizedTest
    @CsvSource({
        // level, adds a field without default, drops b, drops a, adds one with default, brings b back as required
        "NONE,                true,  true,  true,  true, true",
        "BACKWARD,            false, true,  true,  true, true",
        "BACKWARD_TRANSITIVE, false, true,  true,  true, false",
        "FORWARD,             true,  true,  false, true, true",
        "FORWARD_TRANSITIVE,  true,  true,  false, true, true",
        "FULL,                false, true,  false, true, true",
        "FULL_TRANSITIVE,     false, true,  false, true, false",
    })
    void aLevelLetsPassWhatItPromises(
            String level, boolean adds, boolean dropsB, boolean dropsA, boolean addsDefault, boolean requiresB) {
        level(subject, level);
        registry.idOf(subject, record("R", "a"));
        registry.idOf(subject, record("R", "a", "b?"));

        assertCompatible(adds, record("R", "a", "b?", "c"));
        assertCompatible(dropsB, record("R", "a"));
        assertCompatible(dropsA, record("R", "b?"));
        assertCompatible(addsDefault, record("R", "a", "b?", "c?"));
        assertCompatible(requiresB, record("R", "a", "b"));
    }

    private void assertCompatible(boolean expected, String schema) {
        var against = registry.send("POST", "/compatibility/subjects/" + subject + "/versions", body(schema));
        assertThat(against.json().path("is_compatible").booleanValue())
                .as(schema)
                .isEqualTo(expected);
        if (!expected) {
            var refused = registry.register(subject, schema);
            assertError(refused, 409, 409);
            assertThat(refused.message()).contains(subject).contains("schema cannot read");
        }
    }

    @Test
    void compatibilityWithOneVersionIsAskedWithoutRegistering() {
        registry.idOf(subject, record("R", "a"));
        registry.idOf(subject, record("R", "a", "b?"));
        var path = "/compatibility/subjects/" + subject + "/versions/";
        var requiresB = body(record("R", "a", "b"));

        assertThat(registry.send("POST", path + "latest", requiresB).text()).isEqualTo("{\"is_compatible\":true}");
        var first = registry.send("POST", path + "1?verbose=true", requiresB).json();
        assertThat(first.path("is_compatible").booleanValue()).isFalse();
        assertThat(first.path("messages").get(0).stringValue()).contains("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertError(registry.send("POST", path + "9", requiresB), 404, 40402);
        assertError(registry.send("POST", "/compatibility/subjects/nobody/versions/latest", requiresB), 404, 40401);
        assertError(registry.send("POST", path + "latest", body("{")), 422, 42201);
        assertThat(registry.get("/subjects/" + subject + "/versions").text()).isEqualTo("[1,2]");
    }

    @Test
    void everythingIsKnownAfterARestart() {
        var schema = unique("a");
        int id = registry.idOf(subject, schema);
        int gone = registry.idOf(subject + "-gone", unique("a"));
        registry.delete("/subjects/" + subject + "-gone");
        level(subject, "FORWARD");

        try (var second = EmbeddedSchemaRegistry.start(bus.bootstrapServers(), 0)) {
            var restarted = new RegistryClient(second.url());
            assertThat(restarted.idOf(subject, schema)).isEqualTo(id);
            assertThat(restarted.get("/subjects").text())
                    .isEqualTo(registry.get("/subjects").text());
            assertThat(restarted.get("/config/" + subject).text()).contains("FORWARD");
            assertThat(restarted.get("/schemas/ids/" + gone).status()).isEqualTo(200);
            assertError(restarted.get("/subjects/" + subject + "-gone/versions"), 404, 40401);
        }
    }

    @Test
    void recordsThatNobodyButAForgerWritesDoNotKeepTheRegistryFromStarting() throws Exception {
        var schema = unique("a");
        int id = registry.idOf(subject, schema);
        var key = "{\"keytype\":\"SCHEMA\",\"subject\":\"" + subject + "\",\"version\":%d,\"magic\":1}";
        var value = "{\"subject\":\"" + subject + "\",\"version\":%d,\"id\":%d,\"schema\":%s}";
        var text = JsonMapper.shared().writeValueAsString(unique("b"));
        var deep = JsonMapper.shared().writeValueAsString("{\"type\":\"array\",\"items\":".repeat(20_000));
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bus.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (var each : new String[][] {
                {"no JSON", "{}"},
                {"[".repeat(5_000), "{}"},
                {"{\"keytype\":\"SCHEMA\"}", "[]"},
                {"{\"keytype\":\"CONFIG\"}", "{\"compatibilityLevel\":\"WHATEVER\"}"},
                {key.formatted(7), value.formatted(7, 70_001, "7")},
                {key.formatted(7), value.formatted(7, 70_001, "\"no schema\"")},
                {key.formatted(7), value.formatted(7, 70_001, deep)},
                {key.formatted(7), value.formatted(7, Integer.MAX_VALUE, text)},
                {key.formatted(7), value.formatted(7, -1, text)},
                {key.formatted(7), value.formatted(Integer.MAX_VALUE, 70_001, text)},
                {key.formatted(7), value.formatted(7, id, text)},
            }) {
                producer.send(new ProducerRecord<>("_schemas", each[0], each[1].getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
            producer.send(new ProducerRecord<>("_schemas", "\ud800", new byte[] {(byte) 0xff, 0, 1}))
                    .get();
        }

        try (var second = EmbeddedSchemaRegistry.start(bus.bootstrapServers(), 0)) {
            var restarted = new RegistryClient(second.url());
            assertThat(restarted.idOf(subject, schema)).isEqualTo(id);
            assertThat(restarted.get("/schemas/ids/" + id).json().path("schema").stringValue())
                    .isEqualTo(schema);
            assertThat(restarted.get("/subjects/" + subject + "/versions").text())
                    .isEqualTo("[1]");
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> EmbeddedSchemaRegistry.start(bus.bootstrapServers(), other.getLocalPort()))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageContaining("Port " + other.getLocalPort())
                    .hasMessageContaining("choose another port");
        }
    }

    @Test
    void anAnswerDoesNotWaitForTheNetwork() {
        registry.get("/");

        // 40 ms is what nearly each takes when a small second packet waits for the acknowledgement of the first. What
        // else the machine has to do holds them up for a while, and not for ever.
        await().atMost(Duration.ofMinutes(2))
                .pollDelay(Duration.ZERO)
                .until(this::tenthFastestOfFifty, millis -> millis < 35);
    }

    private long tenthFastestOfFifty() {
        var millis = new ArrayList<Long>();
        for (int i = 0; i < 50; i++) {
            long begin = System.nanoTime();
            registry.get("/schemas/types");
            millis.add((System.nanoTime() - begin) / 1_000_000);
        }
        millis.sort(null);
        return millis.get(9);
    }

    @Test
    void closingTwiceIsClosingOnce() {
        var second = EmbeddedSchemaRegistry.start(bus.bootstrapServers(), 0);
        second.close();
        second.close();
    }

    private static void assertError(RegistryClient.Reply reply, int status, int errorCode) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.errorCode()).as(reply.text()).isEqualTo(errorCode);
        assertThat(reply.message()).isNotBlank();
        assertThat(reply.contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
    }
}
