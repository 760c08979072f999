package io.instancebus.command.topology;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.domain.Account;
import io.instancebus.domain.Accounts;
import io.instancebus.domain.Decider;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderType;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology without a broker, with time that is moved by hand. */
final class TopologyBench implements AutoCloseable {
    static final Topics TOPICS = Topics.withoutPrefix();
    static final Accounts ACCOUNTS = new Accounts(List.of(new Account("box", ProviderType.SANDBOX, Policy.sandbox())));

    final TestRegistry registry = new TestRegistry();
    private final SchemaRegistryClient service;
    private final SchemaRegistryClient others = client(Duration.ZERO);
    final TopologyTestDriver driver;
    long unreadReports;
    Instant now = Instant.parse("2026-01-01T12:00:00Z");

    TopologyBench(Path stateDirectory) {
        this(stateDirectory, new Decider(ACCOUNTS)::decide);
    }

    TopologyBench(Path stateDirectory, DecisionRule rule) {
        this(stateDirectory, rule, Duration.ZERO);
    }

    /** @param patience with the registry, in real time */
    TopologyBench(Path stateDirectory, DecisionRule rule, Duration patience) {
        this(stateDirectory, rule, type -> Optional.empty(), patience);
    }

    TopologyBench(Path stateDirectory, DecisionRule rule, TaskTopics taskTopics) {
        this(stateDirectory, rule, taskTopics, Duration.ZERO);
    }

    private TopologyBench(Path stateDirectory, DecisionRule rule, TaskTopics taskTopics, Duration patience) {
        service = client(patience);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench");
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), "process-1");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        driver = new TopologyTestDriver(
                CommandTopology.of(TOPICS, 1, service, rule, taskTopics, this::unread, (alarm, wait) -> {}, () -> now),
                settings,
                now);
    }

    private long unread(String topic, int partition) {
        return topic.equals(TOPICS.reports()) && partition == 0 ? unreadReports : 0;
    }

    private SchemaRegistryClient client(Duration patience) {
        return SchemaRegistryClient.from(Map.of(
                "schema.registry.url",
                registry.url(),
                "max.retries",
                "0",
                "schema.patience.ms",
                Long.toString(patience.toMillis())));
    }

    byte[] bytes(InstanceCommand command) {
        return new AvroCodec<>(InstanceCommand.class, TOPICS.commands(), others).encode(command);
    }

    byte[] bytes(ProviderReport report) {
        return new AvroCodec<>(ProviderReport.class, TOPICS.reports(), others).encode(report);
    }

    void send(InstanceCommand command) {
        send(TOPICS.commands(), command.getInstanceId(), bytes(command), new RecordHeaders());
    }

    void send(ProviderReport report) {
        send(TOPICS.reports(), report.getInstanceId(), bytes(report), new RecordHeaders());
    }

    void send(String topic, @Nullable String key, byte @Nullable [] value, Headers headers) {
        send(topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value, headers);
    }

    void send(String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value, headers, now));
    }

    void pass(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    List<InstanceEvent> events() {
        return read(TOPICS.events()).stream()
                .map(record -> decode(InstanceEvent.class, TOPICS.events(), record.value()))
                .toList();
    }

    List<String> eventTypes() {
        return events().stream().map(InstanceEvent::getType).toList();
    }

    List<InstanceSnapshot> snapshots() {
        return read(TOPICS.state()).stream()
                .map(record -> decode(InstanceSnapshot.class, TOPICS.state(), record.value()))
                .toList();
    }

    List<ProviderTask> tasks() {
        return read(TOPICS.tasks("sandbox")).stream()
                .map(record -> decode(ProviderTask.class, TOPICS.tasks("sandbox"), record.value()))
                .toList();
    }

    <T extends SpecificRecord> T decode(Class<T> type, String topic, byte[] value) {
        return new AvroCodec<>(type, topic, others).decode(value);
    }

    List<TestRecord<byte[], byte[]>> read(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    @Override
    public void close() {
        driver.close();
        service.close();
        others.close();
        registry.close();
    }
}
