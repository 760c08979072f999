package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.RejectionCode;
import io.instancebus.avro.SealedText;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.CommandOutcome;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.client.StartAt;
import io.instancebus.schemas.consumer.DeadLetter;
import io.instancebus.schemas.header.DeadLetterHeaders;
import io.instancebus.schemas.sealing.SealedUse;
import io.instancebus.schemas.sealing.Sealer;
import io.instancebus.schemas.sealing.SealingPublicKey;
import io.instancebus.schemas.sealing.SecretField;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A whole bus from the outside: commands over HTTP and Kafka, and their results in both. */
@Tag("broker")
@Tag("process")
@Tag("slow")
@Timeout(600)
class EndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private static Path folder;

    private static RunningBus bus;
    private static InstanceBusClient client;
    private static Http http;
    private static final Queue<InstanceEvent> EVENTS = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() {
        bus = RunningBus.up(folder.resolve("data"));
        http = new Http(bus.addresses().httpUrl());
        client = new InstanceBusClient(ClientConfig.of(
                bus.addresses().bootstrapServers(), bus.addresses().registryUrl(), "end-to-end"));
        var unused = client.subscribe(EVENTS::add, StartAt.BEGINNING);
        client.listenForOutcomes();
    }

    @AfterAll
    static void stop() {
        client.close();
        bus.close();
    }

    @Test
    void theSmallestCreateComesUpAndItsHistoryIsWithoutAGap() {
        Http.Answer created = http.post("/v1/instances", "{\"account\":\"sandbox\",\"imageId\":\"img1\"}");
        assertThat(created.status()).isEqualTo(202);
        String id = created.body().path("instanceId").asString();
        assertThat(created.body().path("commandId").asString()).isNotBlank();
        awaitState(id, "RUNNING");

        JsonNode instance = http.get("/v1/instances/" + id).body();
        assertThat(texts(instance.path("actions"))).containsExactlyInAnyOrder("STOP", "REBOOT", "DESTROY", "RUN");
        assertThat(instance.path("publicAddresses").get(0).path("address").asString())
                .isEqualTo("127.0.0.1");
        assertThat(texts(
                        http.get("/v1/instances?state=RUNNING&limit=500").body().path("items"), "instanceId"))
                .contains(id);
        awaitStatus(created.body().path("commandId").asString(), "SUCCEEDED");
        List<Long> sequences = new ArrayList<>();
        List<String> types = new ArrayList<>();
        http.get("/v1/instances/" + id + "/events").body().path("items").forEach(event -> {
            sequences.add(event.path("sequence").asLong());
            types.add(event.path("type").asString());
        });
        assertThat(sequences).startsWith(1L, 2L, 3L).isSorted().doesNotHaveDuplicates();
        assertThat(sequences.getLast()).isEqualTo(sequences.size());
        assertThat(types).startsWith("CommandAccepted").contains("InstanceStateChanged", "CommandSucceeded");
    }

    /** docs/metrics.md lists every metric of Instance Bus, and every metric that it lists exists. */
    @Test
    void metricsAreThoseOfTheirPage() throws Exception {
        Set<String> page = new TreeSet<>();
        Pattern.compile("`([a-z]+_[a-z0-9_]+)(…)?`")
                .matcher(Files.readString(Path.of("..", "docs", "metrics.md")))
                .results()
                .forEach(name -> page.add(name.group(1)));
        String id = runningInstance();
        assertThat(http.get("/v1/instances/" + id).status()).isEqualTo(200);

        Set<String> shown = new TreeSet<>();
        Pattern.compile("(?m)^# TYPE (\\S+) ")
                .matcher(http.text("/metrics"))
                .results()
                .forEach(name -> shown.add(name.group(1)));

        assertThat(shown)
                .allSatisfy(name -> assertThat(page)
                        .as("docs/metrics.md on " + name)
                        .anyMatch(known -> name.startsWith("kafka_")
                                ? known.endsWith("_") && name.startsWith(known)
                                : name.replaceFirst("_max$", "").equals(known) || name.equals(known)));
        assertThat(shown)
                .containsAll(page.stream()
                        .filter(name -> name.startsWith("instancebus_") && !name.matches(".*_(count|sum|max)"))
                        .toList());
    }

    @Test
    void actionsGoThroughTheStatesUntilTheInstanceIsFinished() throws Exception {
        String id = runningInstance();
        assertThat(execute(client.commands().stop(id))).isInstanceOf(CommandOutcome.Succeeded.class);
        assertThat(execute(client.commands().start(id))).isInstanceOf(CommandOutcome.Succeeded.class);
        assertThat(execute(client.commands().reboot(id))).isInstanceOf(CommandOutcome.Succeeded.class);
        assertThat(http.delete("/v1/instances/" + id).status()).isEqualTo(202);
        awaitState(id, "FINISH");

        // The view shows the command as finished; a subscriber may get the event a little later.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(states(id))
                        .containsSubsequence(
                                "START→PENDING",
                                "PENDING→RUNNING",
                                "RUNNING→STOPPING",
                                "STOPPING→STOPPED",
                                "STOPPED→PENDING",
                                "PENDING→RUNNING",
                                "STOPPING→FINISH"));
    }

    @Test
    void aRunWithSealedSecretsShowsItsOutputAndTheSecretsAppearNowhere() throws Exception {
        String id = runningInstance();
        String password = Files.readString(folder.resolve("data/secrets/sandbox-password"))
                .strip();
        String commandId = UUID.randomUUID().toString();
        JsonNode key = http.get("/v1/sealing-keys").body().path("items").get(0);
        SealingPublicKey publicKey = SealingPublicKey.of(
                Base64.getDecoder().decode(key.path("publicKey").asString()));
        Instant issuedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String secret =
                sealed(Sealer.seal(publicKey, use(SecretField.CREDENTIAL_SECRET, commandId, id, issuedAt), password));
        String commandLine =
                sealed(Sealer.seal(publicKey, use(SecretField.COMMAND_LINE, commandId, id, issuedAt), "hostname"));
        Http.Answer answer = http.post(
                "/v1/instances/" + id + "/run?wait=30",
                "{\"commandId\":\"" + commandId + "\",\"issuedAt\":\"" + issuedAt + "\",\"commandLine\":" + commandLine
                        + ",\"credential\":{\"type\":\"PASSWORD\",\"secret\":" + secret + "}}");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        awaitStatus(commandId, "SUCCEEDED");

        JsonNode run = http.get("/v1/commands/" + commandId).body();
        assertThat(run.toString()).contains("\"exitStatus\":0").doesNotContain(password);
        assertThat(http.get("/v1/instances/" + id + "/events?limit=500").body().toString())
                .doesNotContain(password)
                .contains("RunCompleted");
        assertThat(RunningBus.log(folder.resolve("data"))).doesNotContain(password);
    }

    @Test
    void aRunThatIsSealedForAnotherCommandIsRefusedByTheWorker() throws Exception {
        String id = runningInstance();
        JsonNode key = http.get("/v1/sealing-keys").body().path("items").get(0);
        SealingPublicKey publicKey = SealingPublicKey.of(
                Base64.getDecoder().decode(key.path("publicKey").asString()));
        Instant issuedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String commandLine =
                sealed(Sealer.seal(publicKey, use(SecretField.COMMAND_LINE, "another", id, issuedAt), "hostname"));
        String commandId = UUID.randomUUID().toString();
        http.post(
                "/v1/instances/" + id + "/run",
                "{\"commandId\":\"" + commandId + "\",\"issuedAt\":\"" + issuedAt + "\",\"commandLine\":" + commandLine
                        + "}");
        awaitStatus(commandId, "FAILED");

        assertThat(http.get("/v1/commands/" + commandId).body().toString()).contains("INVALID");
    }

    @Test
    void everyWayInWhichTheSandboxFailsBecomesAnEvent() throws Exception {
        Map<String, InstanceCommand> creates = new LinkedHashMap<>();
        for (String mode : List.of(
                "fail-now",
                "fail-late",
                "vanish",
                "vanish-pending",
                "lost-answer",
                "slow-answer",
                "rate-limited",
                "quota",
                "auth",
                "hang")) {
            InstanceCommand create = client.commands()
                    .create(CreateInstance.newBuilder()
                            .setAccount("sandbox")
                            .setImageId("img1")
                            .setTags(Map.of("sandbox", mode))
                            .build());
            creates.put(mode, create);
            client.publish(create).get(30, TimeUnit.SECONDS);
        }
        assertFailed(id(creates, "fail-now"), "CAPACITY");
        assertFailed(id(creates, "fail-late"), "CAPACITY");
        assertFailed(id(creates, "quota"), "QUOTA");
        assertFailed(id(creates, "auth"), "AUTH");
        awaitType(id(creates, "vanish"), "InstanceVanished");
        awaitType(id(creates, "vanish-pending"), "InstanceVanished");
        awaitState(id(creates, "lost-answer"), "RUNNING");
        awaitState(id(creates, "slow-answer"), "RUNNING");
        awaitState(id(creates, "rate-limited"), "RUNNING");
        awaitType(id(creates, "hang"), "InstanceStalled");
        awaitType(id(creates, "hang"), "CommandFailed");
        awaitState(id(creates, "hang"), "ERROR");
        for (InstanceCommand create : creates.values()) {
            awaitOutcome(create);
            assertThat(outcomes(create))
                    .as(create.getCreateInstance().getTags().toString())
                    .hasSize(1);
        }
    }

    @Test
    void badInputIsAnsweredOrKeptAndTheStreamGoesOn() throws Exception {
        byte[] unknownSchema =
                ByteBuffer.allocate(9).put((byte) 0).putInt(987_654).putInt(1).array();
        send("bad-1", "{\"not\":\"avro\"}".getBytes(StandardCharsets.UTF_8));
        send("bad-2", unknownSchema);
        send("bad-3", new byte[0]);
        assertRejected(client.commands().create("nobody", "img1"), RejectionCode.UNKNOWN_ACCOUNT);
        assertRejected(client.commands().stop("no-such-instance"), RejectionCode.INSTANCE_NOT_FOUND);
        String id = runningInstance();
        assertRejected(client.commands().start(id), RejectionCode.ILLEGAL_ACTION);
        InstanceCommand expired = client.commands().stop(id);
        expired.setExpiresAt(Instant.now().minusSeconds(1).truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
        assertRejected(expired, RejectionCode.EXPIRED);
        InstanceCommand outdated = client.commands().stop(id);
        outdated.setExpectedVersion(1L);
        assertRejected(outdated, RejectionCode.VERSION_CONFLICT);

        List<ConsumerRecord<String, byte[]>> dead = deadLetters(3);
        assertThat(dead)
                .anySatisfy(record -> assertThat(record.headers().headers(DeadLetterHeaders.VALUE_SHA256))
                        .extracting(header -> new String(header.value(), StandardCharsets.US_ASCII))
                        .contains(DeadLetter.sha256(unknownSchema)));
        assertThat(dead)
                .allSatisfy(record -> assertThat(record.headers().lastHeader(DeadLetterHeaders.MESSAGE))
                        .isNotNull());
        assertThat(execute(client.commands().stop(id))).isInstanceOf(CommandOutcome.Succeeded.class);
    }

    @Test
    void theSameCommandAgainChangesNothing() throws Exception {
        InstanceCommand create = client.commands().create("sandbox", "img1");
        client.publish(create).get(30, TimeUnit.SECONDS);
        client.publish(create).get(30, TimeUnit.SECONDS);
        awaitState(create.getInstanceId(), "RUNNING");
        client.publish(create).get(30, TimeUnit.SECONDS);
        assertThat(execute(client.commands().stop(create.getInstanceId())))
                .isInstanceOf(CommandOutcome.Succeeded.class);

        assertThat(EVENTS.stream()
                        .filter(event -> create.getCommandId().equals(event.getCommandId()))
                        .filter(event -> event.getCommandAccepted() != null || event.getCommandRejected() != null))
                .hasSize(1);
    }

    private static String id(Map<String, InstanceCommand> creates, String mode) {
        return Objects.requireNonNull(creates.get(mode)).getInstanceId();
    }

    private static String runningInstance() throws Exception {
        InstanceCommand create = client.commands().create("sandbox", "img1");
        assertThat(execute(create)).isInstanceOf(CommandOutcome.Succeeded.class);
        awaitState(create.getInstanceId(), "RUNNING");
        return create.getInstanceId();
    }

    /** Another subscription delivers the events: when this returns, those up to the outcome are present. */
    private static CommandOutcome execute(InstanceCommand command) throws Exception {
        CommandOutcome outcome = client.execute(command, PATIENCE).get(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS);
        awaitOutcome(command);
        return outcome;
    }

    private static void awaitOutcome(InstanceCommand command) {
        await().atMost(PATIENCE).until(() -> !outcomes(command).isEmpty());
    }

    private static List<CommandOutcome> outcomes(InstanceCommand command) {
        return EVENTS.stream()
                .filter(event -> command.getCommandId().equals(event.getCommandId()))
                .flatMap(event -> CommandOutcome.of(event).stream())
                .toList();
    }

    private static void awaitStatus(String commandId, String status) {
        await().atMost(PATIENCE)
                .until(
                        () -> http.get("/v1/commands/" + commandId)
                                .body()
                                .path("status")
                                .asString(""),
                        status::equals);
    }

    private static void assertRejected(InstanceCommand command, RejectionCode code) throws Exception {
        assertThat(execute(command)).isInstanceOfSatisfying(CommandOutcome.Rejected.class, rejected -> {
            assertThat(rejected.code()).isEqualTo(code);
            assertThat(rejected.reason()).isNotBlank();
        });
    }

    private static void assertFailed(String id, String category) {
        awaitType(id, "CommandFailed");
        awaitState(id, "ERROR");
        assertThat(EVENTS.stream()
                        .filter(event -> event.getInstanceId().equals(id) && event.getCommandFailed() != null)
                        .map(event -> event.getCommandFailed().getFailure()))
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.getCategory()).hasToString(category);
                    assertThat(failure.getMessage()).isNotBlank();
                });
    }

    private static void awaitState(String id, String state) {
        await().atMost(PATIENCE)
                .until(
                        () -> http.get("/v1/instances/" + id)
                                .body()
                                .path("state")
                                .asString(""),
                        state::equals);
    }

    private static void awaitType(String id, String type) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(EVENTS.stream()
                                .filter(event -> event.getInstanceId().equals(id))
                                .map(InstanceEvent::getType))
                        .contains(type));
    }

    private static List<String> states(String id) {
        return EVENTS.stream()
                .filter(event -> event.getInstanceId().equals(id) && event.getInstanceStateChanged() != null)
                .map(event -> event.getInstanceStateChanged())
                .map(changed -> name(changed.getFrom()) + "→" + name(changed.getTo()))
                .toList();
    }

    private static String name(InstanceState state) {
        return state.name();
    }

    /** The sealed use in a run without a place, user and host key. */
    private static SealedUse use(String field, String commandId, String instanceId, Instant issuedAt) {
        return SealedUse.run(field, commandId, instanceId, issuedAt, null, null, null, null);
    }

    private static String sealed(SealedText text) {
        Base64.Encoder base64 = Base64.getEncoder();
        return "{\"sealed\":{\"keyId\":\"" + text.getKeyId() + "\",\"encapsulatedKey\":\""
                + base64.encodeToString(bytes(text.getEncapsulatedKey())) + "\",\"ciphertext\":\""
                + base64.encodeToString(bytes(text.getCiphertext())) + "\"}}";
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static void send(String key, byte[] value) throws Exception {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bus.addresses().bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("instances.commands", key, value))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static List<ConsumerRecord<String, byte[]>> deadLetters(int atLeast) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bus.addresses().bootstrapServers());
        settings.put("group.id", "dead-letters-" + UUID.randomUUID());
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("instances.dead-letters"));
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= atLeast;
            });
        }
        return records;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asString("")));
        return texts;
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.path(field).asString("")));
        return texts;
    }
}
