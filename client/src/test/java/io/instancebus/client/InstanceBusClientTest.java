package io.instancebus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instancebus.avro.CommandAccepted;
import io.instancebus.avro.CommandFailed;
import io.instancebus.avro.CommandOutcomeUnknown;
import io.instancebus.avro.CommandRejected;
import io.instancebus.avro.CommandSucceeded;
import io.instancebus.avro.CommandType;
import io.instancebus.avro.Failure;
import io.instancebus.avro.FailureCategory;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.RejectionCode;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.schemas.header.CloudEvent;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.KafkaAvroDeserializer;
import io.instancebus.schemas.topic.ShareGroups;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicCreator;
import io.instancebus.schemas.topic.TopicMismatch;
import io.instancebus.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker and registry in this JVM. Each test has topics of its own, by prefix. */
@Tag("broker")
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstanceBusClientTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private EmbeddedBus bus;
    private Admin admin;
    private SchemaRegistryClient registry;

    @BeforeAll
    void start(@TempDir Path folder) {
        bus = EmbeddedBus.start(folder);
        admin = Admin.create(Map.of("bootstrap.servers", bus.bootstrapServers()));
        registry = SchemaRegistryClient.of(bus.registryUrl());
    }

    @AfterAll
    void stop() {
        registry.close();
        admin.close();
        bus.close();
    }

    @Test
    void topicsAreCreatedOnceAndCheckedAfterwards() throws Exception {
        TopicCatalogue catalogue = TopicCatalogue.of("create.", 2, 1, List.of("sandbox", "ec2"));
        TopicCreator creator = new TopicCreator(admin, LONG);
        assertThatThrownBy(() -> creator.verify(catalogue))
                .isInstanceOf(TopicMismatch.class)
                .hasMessageContaining("create.instances.commands is missing");
        assertThat(creator.create(catalogue)).isEmpty();
        assertThat(creator.create(catalogue)).isEmpty();
        assertThat(creator.verify(catalogue)).isEmpty();
        assertThat(admin.listTopics().names().get(60, TimeUnit.SECONDS))
                .contains("create.instances.tasks.ec2", "create.instances.tasks.sandbox", "create.accounts.events");
    }

    /** As while a broker comes back: its topics are there, and for a moment nobody leads them. */
    @Test
    void aTopicThatHasNoLeaderForAMomentIsNotMissing() {
        TopicCatalogue catalogue = TopicCatalogue.of("led.", 2, 1, List.of());
        new TopicCreator(admin, LONG).create(catalogue);
        try (LeaderlessAdmin busy = new LeaderlessAdmin(Map.of("bootstrap.servers", bus.bootstrapServers()), 2, 4)) {
            assertThat(new TopicCreator(busy, LONG).create(catalogue)).isEmpty();
            assertThat(busy.asked()).isGreaterThan(4);
        }
    }

    @Test
    void aPartitionCountThatIsFixedForLifeIsDefended() throws Exception {
        admin.createTopics(List.of(new NewTopic("fixed.instances.state", 3, (short) 1)))
                .all()
                .get(60, TimeUnit.SECONDS);
        TopicCatalogue catalogue = TopicCatalogue.of("fixed.", 2, 1, List.of());
        assertThatThrownBy(() -> new TopicCreator(admin, LONG).create(catalogue))
                .isInstanceOfSatisfying(
                        TopicMismatch.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .asString()
                                .contains("fixed.instances.state has 3 partitions, configured are 2"));
    }

    @Test
    void aDifferentCleanupOrTimestampTypeIsSaid() throws Exception {
        NewTopic changed = new NewTopic("config.instances.commands", 2, (short) 1)
                .configs(Map.of("cleanup.policy", "compact", "retention.ms", "1000"));
        admin.createTopics(List.of(changed)).all().get(60, TimeUnit.SECONDS);
        TopicCatalogue catalogue = TopicCatalogue.of("config.", 2, 1, List.of());
        assertThat(new TopicCreator(admin, LONG).create(catalogue))
                .extracting(Object::toString)
                .containsExactly(
                        "config.instances.commands: cleanup.policy is compact, expected delete",
                        "config.instances.commands: message.timestamp.type is CreateTime, expected LogAppendTime");
    }

    @Test
    void shareGroupsAreConfiguredAndVerified() throws Exception {
        ShareGroups groups = new ShareGroups(admin, LONG);
        assertThatThrownBy(() -> groups.verify(List.of("hands-a")))
                .isInstanceOf(TopicMismatch.class)
                .hasMessageContaining("share.isolation.level=read_uncommitted, must be read_committed");
        groups.configure(List.of("hands-a", "hands-b"));
        groups.configure(List.of("hands-a", "hands-b"));
        await().atMost(LONG).untilAsserted(() -> groups.verify(List.of("hands-a", "hands-b")));
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.GROUP, "hands-b"),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("share.auto.offset.reset", "latest"), AlterConfigOp.OpType.SET))))
                .all()
                .get(60, TimeUnit.SECONDS);
        await().atMost(LONG)
                .untilAsserted(() -> assertThatThrownBy(() -> groups.verify(List.of("hands-b")))
                        .hasMessageContaining("hands-b has share.auto.offset.reset=latest"));
    }

    @Test
    void aPublishedCommandLiesOnTheBusWithItsHeadersAndAnyAvroClientReadsIt() throws Exception {
        Topics topics = topics("publish.");
        TraceParent trace = TraceParent.start(true);
        try (InstanceBusClient client = client(topics);
                KafkaConsumer<String, Object> consumer = avroConsumer()) {
            InstanceCommand command = client.commands().create("lab", "image-1");
            Submission submission = client.publish(command, trace).get(60, TimeUnit.SECONDS);
            TopicPartition partition = new TopicPartition(topics.commands(), submission.partition());
            consumer.assign(List.of(partition));
            consumer.seek(partition, submission.offset());
            ConsumerRecord<String, Object> found = await().atMost(LONG)
                    .until(() -> consumer.poll(Duration.ofMillis(200)).records(partition), list -> !list.isEmpty())
                    .getFirst();
            assertThat(found.key()).isEqualTo(command.getInstanceId());
            assertThat(found.value()).isEqualTo(command);
            assertThat(CloudEvent.from(found.headers())).contains(CloudEvent.of(command, "/instance-bus/client"));
            assertThat(TraceParent.from(found.headers())).contains(trace);
        }
    }

    @Test
    void eachKindOfAnswerEndsTheWaiting() throws Exception {
        Topics topics = topics("await.");
        try (InstanceBusClient client = client(topics);
                Writer writer = new Writer(topics)) {
            client.listenForOutcomes();
            CompletableFuture<CommandOutcome> waiting = client.await("c-1", LONG);
            writer.write(event("c-1")
                    .setType("CommandAccepted")
                    .setCommandAccepted(new CommandAccepted(CommandType.STOP, Instant.ofEpochMilli(9), 0))
                    .build());
            writer.write(event("c-1")
                    .setType("CommandSucceeded")
                    .setCommandSucceeded(new CommandSucceeded(CommandType.STOP))
                    .build());
            writer.write(event("c-2")
                    .setType("CommandRejected")
                    .setCommandRejected(new CommandRejected(CommandType.STOP, RejectionCode.ILLEGAL_ACTION, "why"))
                    .build());
            writer.write(event("c-3")
                    .setType("CommandFailed")
                    .setCommandFailed(
                            new CommandFailed(CommandType.STOP, new Failure(FailureCategory.QUOTA, "Q1", "full", true)))
                    .build());
            writer.write(event("c-4")
                    .setType("CommandOutcomeUnknown")
                    .setCommandOutcomeUnknown(new CommandOutcomeUnknown(CommandType.STOP, "cut", "look"))
                    .build());
            assertThat(waiting.get(60, TimeUnit.SECONDS)).isInstanceOf(CommandOutcome.Succeeded.class);
            assertThat(client.await("c-2", LONG).get(60, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            CommandOutcome.Rejected.class,
                            rejected -> assertThat(rejected.code()).isEqualTo(RejectionCode.ILLEGAL_ACTION));
            assertThat(client.await("c-3", LONG).get(60, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            CommandOutcome.Failed.class,
                            failed -> assertThat(failed.failure().getMessage()).isEqualTo("full"));
            assertThat(client.await("c-4", LONG).get(60, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            CommandOutcome.OutcomeUnknown.class,
                            unknown -> assertThat(unknown.nextStep()).isEqualTo("look"));
            assertThat(client.await("c-1", LONG)).as("remembered").isCompleted();
        }
    }

    @Test
    void whoWaitsLongEnoughIsToldThatItIsPendingAndMayWaitAgain() throws Exception {
        Topics topics = topics("pending.");
        try (InstanceBusClient client = client(topics);
                Writer writer = new Writer(topics)) {
            InstanceCommand command = client.commands().stop("i-1");
            CommandOutcome outcome =
                    client.execute(command, Duration.ofMillis(50)).get(60, TimeUnit.SECONDS);
            assertThat(outcome).isEqualTo(new CommandOutcome.Pending(command.getCommandId(), null));
            CompletableFuture<CommandOutcome> again = client.await(command.getCommandId(), LONG);
            writer.write(event(command.getCommandId())
                    .setType("CommandSucceeded")
                    .setCommandSucceeded(new CommandSucceeded(CommandType.STOP))
                    .build());
            assertThat(again.get(60, TimeUnit.SECONDS)).isInstanceOf(CommandOutcome.Succeeded.class);
        }
    }

    @Test
    void closingTheClientEndsTheWaiting() {
        Topics topics = topics("close.");
        CompletableFuture<CommandOutcome> waiting;
        try (InstanceBusClient client = client(topics)) {
            waiting = client.await("c-1", LONG);
        }
        assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS)).hasMessageContaining("closed");
    }

    @Test
    void aSubscriptionSeesCommittedEventsInOrderAndGoesOnAfterABadRecord() throws Exception {
        Topics topics = topics("subscribe.");
        Seen seen = new Seen();
        try (InstanceBusClient client = client(topics);
                Writer writer = new Writer(topics)) {
            for (int i = 1; i <= 10; i++) {
                writer.write(event("c-" + i).setSequence(i).build());
                if (i == 5) {
                    writer.writeRaw("i-1", "{\"json\":true}".getBytes(StandardCharsets.UTF_8));
                    writer.abort(event("c-aborted").build());
                }
            }
            try (Subscription subscription = client.subscribe(seen, StartAt.BEGINNING)) {
                await().atMost(LONG).until(() -> seen.sequences.size() >= 10);
                assertThat(subscription.ended()).isNotDone();
            }
            assertThat(seen.sequences)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 10).mapToObj(Long::valueOf).toList());
            assertThat(seen.undecodable).singleElement().asString().contains("JSON");
        }
    }

    @Test
    void aSubscriptionFromLatestSeesWhatComesAfterIt() throws Exception {
        Topics topics = topics("latest.");
        Seen seen = new Seen();
        try (InstanceBusClient client = client(topics);
                Writer writer = new Writer(topics)) {
            writer.write(event("c-1").setSequence(1).build());
            try (Subscription subscription = client.subscribe(seen, StartAt.LATEST)) {
                writer.write(event("c-2").setSequence(2).build());
                await().atMost(LONG).until(() -> !seen.sequences.isEmpty());
                assertThat(seen.sequences).containsExactly(2L);
                assertThat(subscription.ended()).isNotDone();
            }
        }
    }

    @Test
    void aListenerThatThrowsEndsItsSubscriptionAndSaysSo() throws Exception {
        Topics topics = topics("throws.");
        try (InstanceBusClient client = client(topics);
                Writer writer = new Writer(topics)) {
            writer.write(event("c-1").build());
            try (Subscription subscription = client.subscribe(
                    event -> {
                        throw new IllegalStateException("listener broke");
                    },
                    StartAt.BEGINNING)) {
                assertThatThrownBy(() -> subscription.ended().get(60, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasMessageContaining("listener broke");
            }
        }
    }

    @Test
    void aBusThatIsAwayIsSaidWithinTheTimeAllowed() {
        ClientConfig config = new ClientConfig(
                "127.0.0.1:1",
                bus.registryUrl(),
                Topics.withoutPrefix(),
                "ann",
                "/test",
                Map.of("max.block.ms", "500"));
        try (InstanceBusClient client = new InstanceBusClient(config)) {
            assertThatThrownBy(
                            () -> client.publish(client.commands().stop("i-1")).get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(SubmissionFailed.class)
                    .hasMessageContaining("are the brokers reachable");
        }
    }

    @Test
    void theConfigurationIsReadFromPropertiesAndHidesWhatMayBeSecret() {
        Properties properties = new Properties();
        assertThatThrownBy(() -> ClientConfig.from(properties)).isInstanceOf(ConfigException.class);
        properties.putAll(Map.of(
                "bootstrap.servers", "a:1",
                "schema.registry.url", "http://b:2",
                "instancebus.actor", "ann",
                "instancebus.topic.prefix", "p.",
                "sasl.jaas.config", "secret"));
        ClientConfig config = ClientConfig.from(properties);
        assertThat(config)
                .isEqualTo(new ClientConfig(
                        "a:1",
                        "http://b:2",
                        new Topics("p."),
                        "ann",
                        "/instance-bus/client",
                        Map.of("sasl.jaas.config", "secret")));
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void idsSortByTimeAndAreUniqueAndLegal() {
        List<String> ids = IntStream.range(0, 1_000).mapToObj(Ids::at).toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(Ids.next()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    private Topics topics(String prefix) {
        TopicCatalogue catalogue = TopicCatalogue.of(prefix, 2, 1, List.of());
        new TopicCreator(admin, LONG).create(catalogue);
        return catalogue.topics();
    }

    private InstanceBusClient client(Topics topics) {
        return new InstanceBusClient(new ClientConfig(
                bus.bootstrapServers(), bus.registryUrl(), topics, "ann", "/instance-bus/client", Map.of()));
    }

    private KafkaConsumer<String, Object> avroConsumer() {
        KafkaAvroDeserializer values = new KafkaAvroDeserializer();
        values.configure(Map.of("schema.registry.url", bus.registryUrl(), "specific.avro.reader", "true"), false);
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bus.bootstrapServers()), new StringDeserializer(), values);
    }

    private static InstanceEvent.Builder event(String commandId) {
        Instant now = Instant.ofEpochMilli(1_700_000_000_123L);
        return InstanceEvent.newBuilder()
                .setEventId("i-1:1")
                .setInstanceId("i-1")
                .setSequence(1)
                .setOccurredAt(now)
                .setRecordedAt(now)
                .setActor("ann")
                .setCommandId(commandId)
                .setType("InstanceStateChanged");
    }

    private static final class Seen implements EventListener {
        private final ConcurrentLinkedQueue<Long> sequences = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<String> undecodable = new ConcurrentLinkedQueue<>();

        @Override
        public void onEvent(InstanceEvent event) {
            sequences.add(event.getSequence());
        }

        @Override
        public void onUndecodable(TopicPartition partition, long offset, String reason) {
            undecodable.add(reason);
        }
    }

    /** Stands in for the command-service: writes events in transactions. */
    private final class Writer implements AutoCloseable {
        private final Topics topics;
        private final AvroCodec<InstanceEvent> codec;
        private final KafkaProducer<String, byte[]> producer;

        Writer(Topics topics) {
            this.topics = topics;
            this.codec = new AvroCodec<>(InstanceEvent.class, topics.events(), registry);
            this.producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", bus.bootstrapServers(), "transactional.id", topics.prefix()),
                    new StringSerializer(),
                    new ByteArraySerializer());
            producer.initTransactions();
        }

        void write(InstanceEvent event) throws Exception {
            writeRaw(event.getInstanceId(), codec.encode(event));
        }

        void writeRaw(String key, byte[] value) throws Exception {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topics.events(), key, value)).get(60, TimeUnit.SECONDS);
            producer.commitTransaction();
        }

        void abort(InstanceEvent event) throws Exception {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topics.events(), event.getInstanceId(), codec.encode(event)))
                    .get(60, TimeUnit.SECONDS);
            producer.abortTransaction();
        }

        @Override
        public void close() {
            producer.close();
        }
    }
}
