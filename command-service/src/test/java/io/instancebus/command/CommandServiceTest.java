package io.instancebus.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.avro.Action;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.ProviderTask;
import io.instancebus.command.topology.TestRegistry;
import io.instancebus.domain.ProviderType;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.ShareGroups;
import io.instancebus.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Against a real broker; each test has topics of its own. */
@Tag("broker")
@Tag("process")
@Tag("slow")
class CommandServiceTest {
    private static final Logger log = LoggerFactory.getLogger(CommandServiceTest.class);
    private static final int PARTITIONS = 3;

    @TempDir
    static Path directory;

    private static EmbeddedBus bus;
    private static SchemaRegistryClient registry;

    @BeforeAll
    static void open() {
        bus = EmbeddedBus.start(directory.resolve("kafka"));
        registry = SchemaRegistryClient.of(bus.registryUrl());
    }

    @AfterAll
    static void close() {
        registry.close();
        bus.close();
    }

    private static CommandServiceConfig config(String prefix) {
        BusConnection connection =
                new BusConnection(bus.bootstrapServers(), bus.registryUrl(), prefix, PARTITIONS, 1, Map.of());
        return CommandServiceConfig.of(
                connection,
                directory.resolve(prefix + "state"),
                List.of(AccountConfig.of("box", ProviderType.SANDBOX, Map.of())));
    }

    private static CommandService start(CommandServiceConfig config) {
        CommandService service = CommandService.start(config);
        await().atMost(Duration.ofSeconds(60)).until(service::ready);
        assertThat(service.live()).isTrue();
        return service;
    }

    @Test
    void commandsBecomeEventsAndTasksAndARestartGoesOnWhereItWas() {
        CommandServiceConfig config = config("a.");
        Topics topics = config.topics();
        try (Admin admin = Admin.create(config.bus().clientProperties())) {
            new ShareGroups(admin, Duration.ofSeconds(30)).configure(List.of("hands"));
        }
        try (CommandService service = start(config);
                Publisher publisher = new Publisher(bus, topics.commands(), registry);
                EventLog log = new EventLog(bus, topics.events(), registry)) {
            publisher.sendBytes("i-0", "no Avro");
            for (int i = 0; i < 100; i++) {
                publisher.send(TestCommands.create("i-" + i, "c-" + i, Instant.now()));
            }
            log.readUntil(() -> log.answeredAt.size() == 100);
            log.assertWithoutGapAndDuplicate();
            assertThat(createTasks(topics, 100)).hasSize(100);
            assertThat(service.live()).isTrue();
        }
        try (CommandService service = start(config);
                Publisher publisher = new Publisher(bus, topics.commands(), registry);
                EventLog log = new EventLog(bus, topics.events(), registry)) {
            for (int i = 0; i < 100; i++) {
                publisher.send(TestCommands.create("i-" + i, "c-" + i, Instant.now()));
                publisher.send(TestCommands.create("i-" + i, "d-" + i, Instant.now()));
            }
            log.readUntil(() -> log.answeredAt.size() == 200);
            log.assertWithoutGapAndDuplicate();
            assertThat(log.events.stream()
                            .filter(event -> event.getType().equals("CommandAccepted"))
                            .map(InstanceEvent::getInstanceId))
                    .as("each create accepted once, whatever was sent again")
                    .hasSize(100)
                    .doesNotHaveDuplicates();
            assertThat(service.ready()).isTrue();
        }
    }

    @Test
    void anIdThatTheRegistryRefusesHoldsUpNoOtherKeyAcrossARestart() {
        try (TestRegistry other = new TestRegistry();
                SchemaRegistryClient client = SchemaRegistryClient.of(other.url())) {
            BusConnection connection = new BusConnection(
                    bus.bootstrapServers(), other.url(), "refused.", 1, 1, Map.of("schema.patience.ms", "3000"));
            CommandServiceConfig config = CommandServiceConfig.of(
                    connection,
                    directory.resolve("refused.state"),
                    List.of(AccountConfig.of("box", ProviderType.SANDBOX, Map.of())));
            Topics topics = config.topics();
            try (CommandService service = start(config)) {
                int refused =
                        other.put(InstanceCommand.SCHEMA$.toString().replaceFirst("\"fields\"", "\"a\":1,\"fields\""));
                other.refused.put(refused, 403);
                try (Publisher publisher = new Publisher(bus, topics.commands(), client)) {
                    publisher.sendUnder(refused, TestCommands.create("x1", "c-1", Instant.now()));
                }
                assertThat(service.live()).isTrue();
            }
            try (CommandService service = start(config);
                    Publisher publisher = new Publisher(bus, topics.commands(), client);
                    EventLog log = new EventLog(bus, topics.events(), client)) {
                publisher.send(TestCommands.create("i-1", "c-2", Instant.now()));
                publisher.send(TestCommands.create("x1", "c-3", Instant.now()));
                log.readUntil(() -> log.answeredAt.keySet().containsAll(Set.of("c-2", "c-3")));
                assertThat(log.answeredAt).doesNotContainKey("c-1");
                assertThat(service.live()).isTrue();
            }
        }
    }

    private static Set<String> createTasks(Topics topics, int count) {
        AvroCodec<ProviderTask> codec = new AvroCodec<>(ProviderTask.class, topics.tasks("sandbox"), registry);
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bus.bootstrapServers());
        settings.put("group.id", "hands");
        Set<String> instances = new HashSet<>();
        try (KafkaShareConsumer<byte[], byte[]> consumer =
                new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topics.tasks("sandbox")));
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record ->
                                instances.add(codec.decode(record.value()).getInstanceId()));
                return instances.size() >= count;
            });
        }
        return instances;
    }

    @Test
    void aCommandInTheWrongPartitionIsSentToTheRightOneAndNoInstanceHasTwoHistories() {
        CommandServiceConfig config = config("b.");
        Topics topics = config.topics();
        try (CommandService service = start(config);
                Publisher publisher = new Publisher(bus, topics.commands(), registry);
                EventLog log = new EventLog(bus, topics.events(), registry)) {
            for (int i = 0; i < 30; i++) {
                publisher.send(TestCommands.create("i-" + i, "c-" + i, Instant.now()), i % PARTITIONS);
            }
            log.readUntil(() -> log.answeredAt.size() == 30);
            for (int i = 0; i < 30; i++) {
                publisher.send(
                        TestCommands.act("i-" + i, "d-" + i, Instant.now(), Action.DESTROY), (i + 1) % PARTITIONS);
            }
            log.readUntil(() -> log.answeredAt.size() == 60);
            log.assertWithoutGapAndDuplicate();
            assertThat(log.events)
                    .filteredOn(event -> event.getCommandRejected() != null)
                    .isEmpty();
            assertThat(service.live()).isTrue();
        }
    }

    @Test
    void theTimeFromCommandToEventIsMeasured() {
        CommandServiceConfig config = config("c.");
        Topics topics = config.topics();
        try (CommandService service = start(config);
                Publisher publisher = new Publisher(bus, topics.commands(), registry);
                EventLog events = new EventLog(bus, topics.events(), registry)) {
            measure("warm-up", 2_000, 500, publisher, events);
            measure("at 100 a second", 500, 100, publisher, events);
            measure("at 1,000 a second", 3_000, 1_000, publisher, events);
            events.assertWithoutGapAndDuplicate();
            assertThat(service.live()).isTrue();
        }
    }

    private static void measure(String what, int count, int perSecond, Publisher publisher, EventLog events) {
        Map<String, Long> sentAt = new HashMap<>();
        long begin = System.nanoTime();
        int answered = events.answeredAt.size();
        for (int i = 0; i < count; ) {
            while (i < count && System.nanoTime() - begin >= i * 1_000_000_000L / perSecond) {
                String name = "m-" + perSecond + "-" + i;
                sentAt.put(name, System.nanoTime());
                publisher.send(TestCommands.create(name, name, Instant.now()));
                i++;
            }
            events.read();
            LockSupport.parkNanos(100_000);
        }
        events.readUntil(() -> events.answeredAt.size() == answered + count);
        List<Long> micros = sentAt.entrySet().stream()
                .map(sent -> (Objects.requireNonNull(events.answeredAt.get(sent.getKey())) - sent.getValue()) / 1_000)
                .sorted()
                .toList();
        log.atInfo()
                .addKeyValue("load", what)
                .addKeyValue("commands", count)
                .addKeyValue("medianMicros", micros.get(count / 2))
                .addKeyValue("p99Micros", micros.get(count * 99 / 100))
                .addKeyValue("maxMicros", micros.getLast())
                .addKeyValue("seconds", (System.nanoTime() - begin) / 1_000_000_000.0)
                .log("From command to committed event");
    }

    @Test
    void aProcessKilledInMidStreamLeavesNoGapAndNoDuplicate() throws IOException, InterruptedException {
        CommandServiceConfig config = config("d.");
        Topics topics = config.topics();
        Path yaml = directory.resolve("d.yaml");
        Files.writeString(directory.resolve("d-accounts.yaml"), "accounts: [ { name: box, provider: sandbox } ]");
        Files.writeString(
                yaml, """
                bus:
                  bootstrapServers: "%s"
                  registryUrl: "%s"
                  topicPrefix: "d."
                  partitions: %d
                  replicationFactor: 1
                stateDirectory: "%s"
                accountsFile: d-accounts.yaml
                """.formatted(bus.bootstrapServers(), bus.registryUrl(), PARTITIONS, config.stateDirectory()));
        start(config).close();
        int count = 3_000;
        Process child = child(yaml);
        try (Publisher publisher = new Publisher(bus, topics.commands(), registry);
                EventLog log = new EventLog(bus, topics.events(), registry)) {
            for (int i = 0; i < count; i++) {
                publisher.send(TestCommands.create("i-" + i, "c-" + i, Instant.now()));
                publisher.send(TestCommands.act("i-" + i, "d-" + i, Instant.now(), Action.STOP));
                if (i == count / 3) {
                    publisher.flush();
                    log.readUntil(() -> log.answeredAt.size() > count / 5);
                    child.destroyForcibly().waitFor();
                    CommandServiceTest.log
                            .atInfo()
                            .addKeyValue("answered", log.answeredAt.size())
                            .log("killed");
                    child = child(yaml);
                }
                if (i == count / 2) {
                    publisher.flush();
                    int before = log.answeredAt.size();
                    long killed = System.nanoTime();
                    log.readUntil(() -> log.answeredAt.size() > before + 100);
                    CommandServiceTest.log
                            .atInfo()
                            .addKeyValue("millis", (System.nanoTime() - killed) / 1_000_000)
                            .log("it goes on");
                    child.destroyForcibly().waitFor();
                    child = child(yaml);
                }
            }
            log.readUntil(() -> log.answeredAt.size() == 2 * count);
            log.assertWithoutGapAndDuplicate();
            assertThat(log.events.stream()
                            .filter(event -> event.getType().equals("CommandAccepted")
                                    && event.getCommandId().startsWith("c-"))
                            .map(InstanceEvent::getCommandId))
                    .hasSize(count)
                    .doesNotHaveDuplicates();
        } finally {
            child.destroy();
            child.waitFor();
        }
    }

    @Test
    void anAccountThatIsAddedToTheFileIsKnownWithoutARestart() throws IOException {
        Path file = Files.writeString(
                directory.resolve("e-accounts.yaml"), "accounts: [ { name: box, provider: sandbox } ]");
        CommandServiceConfig usual = config("e.");
        CommandServiceConfig config = new CommandServiceConfig(
                usual.bus(), null, usual.stateDirectory(), null, null, null, AccountsSource.in(file));
        Topics topics = config.topics();
        try (CommandService service = start(config);
                Publisher publisher = new Publisher(bus, topics.commands(), registry);
                EventLog log = new EventLog(bus, topics.events(), registry)) {
            publisher.send(TestCommands.create("i-1", "c-1", Instant.now(), "later"));
            log.readUntil(() -> log.answeredAt.size() == 1);
            assertThat(log.events.getFirst().getCommandRejected().getReason())
                    .contains("there is no account \"later\"");

            Files.writeString(
                    file,
                    "accounts: [ { name: box, provider: sandbox }, { name: later, provider: docker,"
                            + " policy: { hardLimit: 10m } } ]");
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                String id = "i-2-" + log.answeredAt.size();
                publisher.send(TestCommands.create(id, "c-" + id, Instant.now(), "later"));
                int answered = log.answeredAt.size();
                log.readUntil(() -> log.answeredAt.size() > answered);
                return log.events.getLast().getCommandRejected() == null;
            });
            InstanceEvent accepted = log.events.stream()
                    .filter(event -> event.getCommandAccepted() != null)
                    .findFirst()
                    .orElseThrow();
            assertThat(accepted.getAccount()).isEqualTo("later");
            assertThat(accepted.getProvider()).isEqualTo("docker");
            assertThat(Duration.between(
                            accepted.getRecordedAt(),
                            accepted.getCommandAccepted().getDeadline()))
                    .isLessThanOrEqualTo(Duration.ofMinutes(10));
        }
    }

    private static Process child(Path yaml) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommandServiceProcess.class.getName(),
                        yaml.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        yaml.resolveSibling("child.log").toFile()))
                .start();
    }
}
