package io.instancebus.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class SchemaRegistryClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Schema SCHEMA = InstanceEvent.SCHEMA$;
    private StubRegistry stub;

    @BeforeEach
    void start() throws IOException {
        stub = new StubRegistry("/apis/ccompat/v7");
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void aUrlMayCarryAPathAndUnknownFieldsInAnswersAreIgnored() {
        stub.put(7, SCHEMA);
        try (SchemaRegistryClient client = client(stub.url() + "/")) {
            assertThat(client.schema(7)).isEqualTo(SCHEMA);
            assertThat(client.register("a-value", SCHEMA)).isEqualTo(7);
        }
        assertThat(stub.requests())
                .extracting(StubRegistry.Request::rawPath)
                .containsExactly("/apis/ccompat/v7/schemas/ids/7", "/apis/ccompat/v7/subjects/a-value/versions");
    }

    @Test
    void requestsCarryTheProtocolsContentTypeAndExactlyTheSchema() {
        try (SchemaRegistryClient client = client(stub.url())) {
            client.register("a-value", SCHEMA);
        }
        StubRegistry.Request request = stub.requests().getFirst();
        assertThat(request.headers()).containsEntry("Content-type", "application/vnd.schemaregistry.v1+json");
        assertThat(request.headers().get("Accept"))
                .contains("application/vnd.schemaregistry.v1+json", "application/json");
        assertThat(request.headers()).doesNotContainKey("Authorization");
    }

    @Test
    void subjectsAreUrlEncoded() {
        try (SchemaRegistryClient client = client(stub.url())) {
            client.register("a b/ü+%-value", SCHEMA);
        }
        assertThat(stub.requests().getFirst().rawPath())
                .isEqualTo("/apis/ccompat/v7/subjects/a%20b%2F%C3%BC%2B%25-value/versions");
    }

    @Test
    void anAnswerMayBePlainJson() {
        stub.fail(new StubRegistry.Answer(200, "application/json", "{\"id\":9}"));
        try (SchemaRegistryClient client = client(stub.url())) {
            assertThat(client.register("a-value", SCHEMA)).isEqualTo(9);
        }
    }

    @Test
    void aDeadUrlIsPassedOverAndTheOneThatAnsweredIsAskedFirstFromThenOn() throws IOException {
        stub.put(1, SCHEMA);
        stub.put(2, InstanceCommand.SCHEMA$);
        try (StubRegistry sick = new StubRegistry()) {
            sick.fail(new StubRegistry.Answer(503, "text/plain", "starting"));
            try (SchemaRegistryClient client = client(deadUrl() + ", " + sick.url() + "," + stub.url())) {
                assertThat(client.schema(1)).isEqualTo(SCHEMA);
                assertThat(client.schema(2)).isEqualTo(InstanceCommand.SCHEMA$);
            }
            assertThat(sick.requests()).hasSize(1);
            assertThat(stub.requests()).hasSize(2);
        }
    }

    @Test
    void serverErrorsAndTooManyRequestsAreRetried() {
        stub.put(1, SCHEMA);
        stub.fail(StubRegistry.error(500, 50001, "Error in the backend"));
        stub.fail(StubRegistry.error(429, 42900, "slow down"));
        stub.fail(new StubRegistry.Answer(502, "text/html", "<h1>Bad gateway</h1>"));
        try (SchemaRegistryClient client = client(stub.url())) {
            assertThat(client.schema(1)).isEqualTo(SCHEMA);
        }
        assertThat(stub.requests()).hasSize(4);
    }

    @Test
    void retriesAreBoundedAndTheErrorSaysWhoFailedHow() throws IOException {
        String dead = deadUrl();
        IntStream.range(0, 4).forEach(i -> stub.fail(StubRegistry.error(503, 503, "down")));
        try (SchemaRegistryClient client = client(dead + "," + stub.url())) {
            assertThatThrownBy(() -> client.schema(1))
                    .isInstanceOf(RegistryUnavailable.class)
                    .hasMessageContaining(dead)
                    .hasMessageContaining("HTTP 503");
            assertThat(stub.requests()).hasSize(4);
            stub.put(1, SCHEMA);
            assertThat(client.schema(1)).as("a failure is not remembered").isEqualTo(SCHEMA);
        }
    }

    @Test
    void anUnknownIdIsWaitedForAWhileAndThenRefusedAndAskedForAgainNowAndThen() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        try (SchemaRegistryClient client = client(now)) {
            assertThatThrownBy(() -> client.schema(1)).isInstanceOf(SchemaPending.class);
            assertThatThrownBy(() -> client.schema(1)).isInstanceOf(SchemaPending.class);
            assertThat(stub.requests()).as("not once for each record").hasSize(1);
            now.addAndGet(PATIENCE.toNanos());
            assertRefused(() -> client.schema(1), SchemaRefused.Reason.NOT_REGISTERED);
            assertRefused(() -> client.schema(1), SchemaRefused.Reason.NOT_REGISTERED);
            assertThat(stub.requests()).hasSize(2);
            stub.put(1, SCHEMA);
            now.addAndGet(TimeUnit.SECONDS.toNanos(11));
            assertThat(client.schema(1)).isEqualTo(SCHEMA);
            assertThat(stub.requests()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 403, 404, 405, 422, 429, 500, 503})
    void anIdThatIsRefusedWhileOthersAreServedIsItsOwnRecordsTrouble(int status) {
        AtomicLong now = new AtomicLong();
        stub.put(1, InstanceCommand.SCHEMA$);
        stub.put(2, SCHEMA);
        stub.refuse(2, new StubRegistry.Answer(status, "text/html", "<h1>No</h1>"));
        try (SchemaRegistryClient client = client(now)) {
            assertThat(client.schema(1)).isEqualTo(InstanceCommand.SCHEMA$);
            assertThatThrownBy(() -> client.schema(2)).isInstanceOf(SchemaPending.class);
            now.addAndGet(PATIENCE.toNanos());
            assertRefused(() -> client.schema(2), SchemaRefused.Reason.WITHHELD);
            stub.serve(2);
            now.addAndGet(TimeUnit.SECONDS.toNanos(11));
            assertThat(client.schema(2)).isEqualTo(SCHEMA);
        }
    }

    @Test
    void beforeAnythingWasServedTheContractsOwnSchemaTellsWhetherTheRegistryIsThere() {
        AtomicLong now = new AtomicLong();
        stub.put("events-value", SCHEMA.toString());
        stub.refuse(2, StubRegistry.error(403, 40301, "no"));
        try (SchemaRegistryClient client = client(now)) {
            assertThatThrownBy(() -> client.schema(2))
                    .isInstanceOf(RegistryUnavailable.class)
                    .isNotInstanceOf(SchemaPending.class);
            client.expect("events-value", SCHEMA);
            assertThatThrownBy(() -> client.schema(2)).isInstanceOf(SchemaPending.class);
        }
    }

    @Test
    void aRegistryThatServesNothingIsWaitedForWithoutLimit() {
        AtomicLong now = new AtomicLong();
        stub.put(1, InstanceCommand.SCHEMA$);
        try (SchemaRegistryClient client = client(now)) {
            assertThat(client.schema(1)).isEqualTo(InstanceCommand.SCHEMA$);
            for (StubRegistry.Answer answer : List.of(
                    StubRegistry.error(404, 40403, "Schema not found"),
                    StubRegistry.error(403, 40301, "no"),
                    StubRegistry.error(500, 50001, "starting"))) {
                stub.refuse(1, answer);
                stub.refuse(2, answer);
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> client.schema(2))
                            .isInstanceOf(RegistryUnavailable.class)
                            .isNotInstanceOf(SchemaPending.class);
                    now.addAndGet(PATIENCE.toNanos());
                }
            }
            stub.put(2, SCHEMA);
            stub.serve(2);
            assertThat(client.schema(2)).isEqualTo(SCHEMA);
        }
    }

    @Test
    void anAnswerTooLongForAnySchemaIsItsOwnRecordsTrouble() {
        AtomicLong now = new AtomicLong();
        stub.put(1, SCHEMA);
        stub.refuse(2, StubRegistry.Answer.json(200, "{\"schema\":\"" + "x".repeat(5 << 20) + "\"}"));
        try (SchemaRegistryClient client = client(now)) {
            assertThat(client.schema(1)).isEqualTo(SCHEMA);
            assertThatThrownBy(() -> client.schema(2)).isInstanceOf(SchemaPending.class);
            now.addAndGet(PATIENCE.toNanos());
            assertRefused(() -> client.schema(2), SchemaRefused.Reason.WITHHELD);
        }
    }

    @Test
    void recordsThatWaitedOneBehindTheOtherAreRefusedTogetherHoweverManyIdsTheyName() {
        AtomicLong now = new AtomicLong();
        stub.put(1, SCHEMA);
        try (SchemaRegistryClient client = client(now)) {
            assertThat(client.schema(1)).isEqualTo(SCHEMA);
            IntStream.rangeClosed(101, 300).forEach(client::askAhead);
            IntStream.rangeClosed(101, 300).forEach(client::askAhead);
            assertThat(askedFor(".*/schemas/ids/\\d{3,}")).hasSize(200);
            now.addAndGet(PATIENCE.toNanos());
            for (int id = 101; id <= 300; id++) {
                int each = id;
                assertRefused(() -> client.schema(each, PATIENCE), SchemaRefused.Reason.NOT_REGISTERED);
                assertRefused(() -> client.schema(each, PATIENCE), SchemaRefused.Reason.NOT_REGISTERED);
            }
            assertThat(askedFor(".*/schemas/ids/\\d{3,}"))
                    .as("once when it came, once when it was put aside")
                    .hasSize(2 * 200);
        }
    }

    @Test
    void aRecordHasItsPatienceThoughAnotherNamedItsIdLongBefore() {
        AtomicLong now = new AtomicLong();
        stub.put(1, SCHEMA);
        try (SchemaRegistryClient client = client(now)) {
            assertThat(client.schema(1)).isEqualTo(SCHEMA);
            assertThatThrownBy(() -> client.schema(2, Duration.ZERO)).isInstanceOf(SchemaPending.class);
            now.addAndGet(PATIENCE.toNanos());
            assertRefused(() -> client.schema(2, PATIENCE), SchemaRefused.Reason.NOT_REGISTERED);
            assertThatThrownBy(() -> client.schema(2, Duration.ZERO)).isInstanceOf(SchemaPending.class);
            stub.put(2, SCHEMA);
            now.addAndGet(TimeUnit.SECONDS.toNanos(10));
            assertThat(client.schema(2, Duration.ofSeconds(10))).isEqualTo(SCHEMA);
        }
    }

    @Test
    void aSingleRefusalPutsNoRecordAsideHoweverLongItWaited() {
        AtomicLong now = new AtomicLong();
        stub.put(1, SCHEMA);
        try (SchemaRegistryClient client = client(now)) {
            assertThat(client.schema(1)).isEqualTo(SCHEMA);
            assertThatThrownBy(() -> client.schema(2, Duration.ofDays(1))).isInstanceOf(SchemaPending.class);
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
            assertRefused(() -> client.schema(2, Duration.ofDays(1)), SchemaRefused.Reason.NOT_REGISTERED);
        }
    }

    @Test
    void timeInWhichTheRegistryWasAwayIsNoTimeThatARecordWaited() {
        AtomicLong now = new AtomicLong();
        stub.put(1, SCHEMA);
        try (SchemaRegistryClient client = client(now)) {
            assertThat(client.schema(1)).isEqualTo(SCHEMA);
            for (int id : List.of(1, 2)) {
                stub.refuse(id, StubRegistry.error(503, 503, "starting"));
            }
            assertThatThrownBy(() -> client.schema(2, Duration.ofDays(1)))
                    .isInstanceOf(RegistryUnavailable.class)
                    .isNotInstanceOf(SchemaPending.class);
            now.addAndGet(TimeUnit.HOURS.toNanos(1));
            stub.serve(1);
            for (int seconds = 0; seconds < PATIENCE.toSeconds(); seconds++) {
                assertThatThrownBy(() -> client.schema(2, Duration.ofDays(1))).isInstanceOf(SchemaPending.class);
                now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            }
            assertRefused(() -> client.schema(2, Duration.ofDays(1)), SchemaRefused.Reason.WITHHELD);
        }
    }

    @Test
    void anIdIsAskedForTwiceASecondAtMostHoweverManyRecordsNameIt() {
        AtomicLong now = new AtomicLong();
        stub.put(1, SCHEMA);
        try (SchemaRegistryClient client = client(now)) {
            assertThat(client.schema(1)).isEqualTo(SCHEMA);
            for (int i = 0; i < 1_000; i++) {
                Duration waited = Duration.ofSeconds(i % 2 == 0 ? 0 : 60);
                assertThatThrownBy(() -> client.schema(2, waited)).isInstanceOf(SerializationException.class);
                now.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
            }
            assertThat(askedFor(".*/schemas/ids/2")).hasSizeLessThanOrEqualTo(20);
        }
    }

    private List<StubRegistry.Request> askedFor(String path) {
        return stub.requests().stream()
                .filter(request -> request.rawPath().matches(path))
                .toList();
    }

    @Test
    void aFloodOfIdsNeitherGrowsWithoutBoundNorWaitsForEver() {
        AtomicLong now = new AtomicLong();
        try (SchemaRegistryClient client = client(now)) {
            for (int id = 1; id <= 10_000; id++) {
                int each = id;
                assertThatThrownBy(() -> client.schema(each)).isInstanceOf(SchemaPending.class);
            }
            assertRefused(() -> client.schema(10_001), SchemaRefused.Reason.NOT_REGISTERED);
            now.addAndGet(PATIENCE.toNanos());
            assertRefused(() -> client.schema(1), SchemaRefused.Reason.NOT_REGISTERED);
        }
    }

    @Test
    void whatWasFoundOnceIsNeverAskedForAgain() {
        try (SchemaRegistryClient client = client(stub.url())) {
            int id = client.register("a-value", SCHEMA);
            for (int i = 0; i < 100; i++) {
                assertThat(client.register("a-value", SCHEMA)).isEqualTo(id);
                assertThat(client.schema(id)).isEqualTo(SCHEMA);
            }
        }
        assertThat(stub.requests()).hasSize(1);
    }

    @Test
    void fiftyThreadsThatMissTheSameIdMakeOneRequest() throws Exception {
        stub.put(3, SCHEMA);
        int threads = 50;
        CountDownLatch ready = new CountDownLatch(threads);
        // The answer is held back until every thread is about to ask.
        stub.beforeAnswer(() -> awaitLatch(ready));
        try (SchemaRegistryClient client = client(stub.url());
                var pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Schema>> answers = IntStream.range(0, threads)
                    .mapToObj(i -> pool.submit(() -> {
                        ready.countDown();
                        return client.schema(3);
                    }))
                    .toList();
            for (Future<Schema> answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo(SCHEMA);
            }
        }
        assertThat(stub.requests()).hasSize(1);
    }

    @Test
    void refusalsAreToldApartByStatusAndErrorCode() {
        try (SchemaRegistryClient client = client(stub.url())) {
            stub.fail(StubRegistry.error(409, 409, "Schema being registered is incompatible"));
            assertRefused(() -> client.register("a-value", SCHEMA), SchemaRefused.Reason.INCOMPATIBLE);
            stub.fail(StubRegistry.error(422, 42201, "Invalid schema"));
            assertRefused(() -> client.register("a-value", SCHEMA), SchemaRefused.Reason.INVALID);
            stub.fail(StubRegistry.error(404, 40401, "Subject not found"));
            assertRefused(() -> client.idOf("a-value", SCHEMA), SchemaRefused.Reason.NOT_REGISTERED);
            assertRefused(() -> client.idOf("b-value", SCHEMA), SchemaRefused.Reason.NOT_REGISTERED);
            assertRefused(() -> client.latest("b-value"), SchemaRefused.Reason.NOT_REGISTERED);
            stub.fail(StubRegistry.error(400, 400, "Bad request"));
            assertRefused(() -> client.register("a-value", SCHEMA), SchemaRefused.Reason.OTHER);
        }
    }

    @Test
    void anotherServerAtTheUrlIsNotTakenForARegistryThatSaysNo() {
        try (SchemaRegistryClient client = client(stub.url())) {
            stub.fail(StubRegistry.error(404, 404, "HTTP 404 Not Found"));
            assertThatThrownBy(() -> client.schema(1))
                    .isInstanceOf(RegistryUnavailable.class)
                    .hasMessageContaining("path");
            stub.fail(new StubRegistry.Answer(404, "text/html", "<h1>Not here</h1>"));
            assertThatThrownBy(() -> client.schema(1))
                    .isInstanceOf(RegistryUnavailable.class)
                    .hasMessageContaining("is no schema registry");
        }
    }

    @Test
    void aSchemaThatIsNotAvroIsUnusable() {
        stub.refuse(1, StubRegistry.Answer.json(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}"));
        stub.refuse(2, StubRegistry.Answer.json(200, "{\"schema\":\"{\\\"type\\\":\\\"nonsense\\\"}\"}"));
        stub.refuse(
                3,
                StubRegistry.Answer.json(200, "{\"schema\":\"\\\"Other\\\"\",\"references\":[{\"name\":\"Other\"}]}"));
        try (SchemaRegistryClient client = client(stub.url())) {
            for (int id = 1; id <= 3; id++) {
                int each = id;
                assertRefused(() -> client.schema(each), SchemaRefused.Reason.UNUSABLE);
                assertRefused(() -> client.schema(each), SchemaRefused.Reason.UNUSABLE);
            }
        }
        assertThat(stub.requests()).as("once for each id").hasSize(3);
    }

    @Test
    void credentialsGoIntoTheAuthorizationHeader() {
        stub.put(1, SCHEMA);
        String host = stub.url().substring("http://".length());
        assertAuthorization(
                Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "ann:pa:ss"),
                "Basic YW5uOnBhOnNz");
        assertAuthorization(Map.of("schema.registry.url", "http://ann:pa%3Ass@" + host), "Basic YW5uOnBhOnNz");
        assertAuthorization(
                Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", new Password("t0ken")),
                "Bearer t0ken");
    }

    @Test
    void refusedCredentialsAreNotTheRecordsFaultAndAreNotShown() {
        stub.fail(StubRegistry.error(401, 40101, "Unauthorized"));
        Map<String, String> config =
                Map.of("schema.registry.url", "http://ann:secret@" + stub.url().substring(7));
        try (SchemaRegistryClient client = SchemaRegistryClient.from(config)) {
            assertThatThrownBy(() -> client.schema(1))
                    .isInstanceOf(RegistryUnavailable.class)
                    .hasMessageContaining("refused the credentials")
                    .hasMessageNotContaining("secret");
        }
        assertThat(RegistryConfig.from(config).toString())
                .doesNotContain("secret")
                .doesNotContain("c2VjcmV0");
    }

    @Test
    void wrongConfigurationIsRefusedBeforeAnythingIsSent() {
        assertThatThrownBy(() -> RegistryConfig.from(Map.of())).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> RegistryConfig.of("ftp://ann:secret@host"))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> RegistryConfig.from(
                        Map.of("schema.registry.url", stub.url(), "basic.auth.credentials.source", "SASL_INHERIT")))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() ->
                        RegistryConfig.from(Map.of("schema.registry.url", stub.url(), "bearer.auth.token", "secret")))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> RegistryConfig.from(
                        Map.of("schema.registry.url", stub.url(), "schema.registry.ssl.truststore.location", "/none")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("truststore");
    }

    private void assertAuthorization(Map<String, ?> settings, String expected) {
        Map<String, Object> config = new HashMap<>(Map.of("schema.registry.url", stub.url()));
        config.putAll(settings);
        stub.requests().clear();
        try (SchemaRegistryClient client = SchemaRegistryClient.from(config)) {
            assertThat(client.schema(1)).isEqualTo(SCHEMA);
        }
        assertThat(stub.requests().getFirst().headers()).containsEntry("Authorization", expected);
    }

    private static void assertRefused(Runnable call, SchemaRefused.Reason reason) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        SchemaRefused.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private SchemaRegistryClient client(AtomicLong now) {
        return new SchemaRegistryClient(
                RegistryConfig.from(Map.of("schema.registry.url", stub.url(), "max.retries", "0")), now::get);
    }

    private static SchemaRegistryClient client(String urls) {
        return SchemaRegistryClient.from(Map.of("schema.registry.url", urls, "retries.wait.ms", "1"));
    }

    private static String deadUrl() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the threads did not come");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
