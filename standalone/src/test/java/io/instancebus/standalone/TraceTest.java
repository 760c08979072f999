package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.CommandOutcome;
import io.instancebus.client.Ids;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.client.StartAt;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publishes commands in traces of their own, and examines the records in Kafka. */
@Timeout(600)
@Tag("broker")
@Tag("process")
@Tag("slow")
class TraceTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Topics TOPICS = Topics.withoutPrefix();
    private static final String TASKS = TOPICS.tasks("sandbox");

    @TempDir
    private Path folder;

    private final Map<String, TraceParent> published = new LinkedHashMap<>();
    private final Queue<InstanceEvent> events = new ConcurrentLinkedQueue<>();

    /** A slow create, and a stop that waits for it, are in flight when every process dies. */
    @Test
    void everyRecordOfACommandIsInTheTraceOfItsPublisherUpToTheAnswerAlsoAcrossAKill() throws Exception {
        Path data = folder.resolve("data");
        InstanceCommand create;
        try (RunningBus bus = RunningBus.up(data);
                InstanceBusClient client = client(bus)) {
            create = client.commands()
                    .create(CreateInstance.newBuilder()
                            .setAccount("sandbox")
                            .setImageId("img1")
                            .setTags(Map.of("sandbox", "slow", "sandbox-delay-ms", "15000"))
                            .build());
            publish(client, create);
            InstanceCommand stop = client.commands().stop(create.getInstanceId());
            publish(client, stop);
            await().atMost(PATIENCE)
                    .until(() -> events.stream()
                            .anyMatch(event -> stop.getCommandId().equals(event.getCommandId())));
            // After a slow restart the first scan may show the end of the create, so that no observation is requested.
            await().atMost(PATIENCE).until(() -> observed(bus, traceId(create)));
            bus.kill();
        }
        events.clear();
        try (RunningBus bus = RunningBus.up(data);
                InstanceBusClient client = client(bus)) {
            awaitSuccess();
            succeed(client, client.commands().start(create.getInstanceId()));
            RunOnInstance run = RunOnInstance.newBuilder()
                    .setCommandLine(new ProtectedText("hostname", null, null))
                    .build();
            succeed(client, client.commands().run(Ids.next(), create.getInstanceId(), run));
            succeed(client, client.commands().destroy(create.getInstanceId()));

            checkTraces(bus);
        }
    }

    private InstanceBusClient client(RunningBus bus) {
        InstanceBusClient client = new InstanceBusClient(ClientConfig.of(
                bus.addresses().bootstrapServers(), bus.addresses().registryUrl(), "trace-test"));
        var unused = client.subscribe(events::add, StartAt.BEGINNING);
        return client;
    }

    private void publish(InstanceBusClient client, InstanceCommand command) throws Exception {
        TraceParent trace = TraceParent.start(true);
        published.put(command.getCommandId(), trace);
        client.publish(command, trace).get(60, TimeUnit.SECONDS);
    }

    private void succeed(InstanceBusClient client, InstanceCommand command) throws Exception {
        publish(client, command);
        awaitSuccess();
    }

    private void awaitSuccess() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> published
                        .keySet()
                        .forEach(id ->
                                assertThat(outcomes(id)).singleElement().isInstanceOf(CommandOutcome.Succeeded.class)));
    }

    private List<CommandOutcome> outcomes(String commandId) {
        return events.stream()
                .filter(event -> commandId.equals(event.getCommandId()))
                .flatMap(event -> CommandOutcome.of(event).stream())
                .toList();
    }

    private String traceId(InstanceCommand command) {
        return Objects.requireNonNull(published.get(command.getCommandId())).traceId();
    }

    /** Whether an observation was requested, and reported, in this trace. */
    private static boolean observed(RunningBus bus, String traceId) {
        try (SchemaRegistryClient registry =
                SchemaRegistryClient.of(bus.addresses().registryUrl())) {
            return everything(bus).stream()
                    .filter(record -> TraceParent.from(record.headers())
                            .filter(trace -> trace.traceId().equals(traceId))
                            .isPresent())
                    .filter(record -> observationNumber(record, registry).isPresent())
                    .map(ConsumerRecord::topic)
                    .collect(Collectors.toSet())
                    .containsAll(Set.of(TOPICS.observations(), TOPICS.reports()));
        }
    }

    private void checkTraces(RunningBus bus) {
        Map<String, Map<String, Set<String>>> tracesByCommandAndTopic = new HashMap<>();
        Map<String, Set<String>> ofObservations = new TreeMap<>();
        List<String> steps = new ArrayList<>();
        try (SchemaRegistryClient registry =
                SchemaRegistryClient.of(bus.addresses().registryUrl())) {
            for (ConsumerRecord<byte[], byte[]> record : everything(bus)) {
                Optional<TraceParent> trace = TraceParent.from(record.headers());
                String traceId = trace.map(TraceParent::traceId).orElse("none");
                trace.ifPresent(step -> steps.add(step.parentId()));
                about(record, registry)
                        .ifPresent(command -> tracesByCommandAndTopic
                                .computeIfAbsent(command, id -> new TreeMap<>())
                                .computeIfAbsent(record.topic(), topic -> new TreeSet<>())
                                .add(traceId));
                observationNumber(record, registry)
                        .ifPresent(number -> ofObservations
                                .computeIfAbsent(record.topic() + " " + traceId, key -> new TreeSet<>())
                                .add(number));
            }
        }
        published.forEach((command, trace) -> {
            Map<String, Set<String>> byTopic = tracesByCommandAndTopic.getOrDefault(command, Map.of());
            assertThat(byTopic)
                    .containsOnlyKeys(topics(byTopic))
                    .allSatisfy((topic, traces) ->
                            assertThat(traces).as(topic + " of " + command).containsExactly(trace.traceId()));
        });
        assertThat(steps).as("each record is a step of its own").doesNotHaveDuplicates();
        String create = published.values().iterator().next().traceId();
        assertThat(ofObservations.get(TOPICS.observations() + " " + create))
                .as("observations that the create waited for")
                .isNotEmpty();
        assertThat(ofObservations.get(TOPICS.reports() + " " + create))
                .as("what was seen")
                .isNotEmpty()
                .isSubsetOf(ofObservations.get(TOPICS.observations() + " " + create));
    }

    private static String[] topics(Map<String, Set<String>> byTopic) {
        return Stream.of(
                        TOPICS.commands(),
                        byTopic.containsKey(TOPICS.runs()) ? TOPICS.runs() : TASKS,
                        TOPICS.reports(),
                        TOPICS.events())
                .toArray(String[]::new);
    }

    /** The command that the record concerns. */
    private static Optional<String> about(ConsumerRecord<byte[], byte[]> record, SchemaRegistryClient registry) {
        if (record.topic().equals(TOPICS.commands())) {
            return Optional.of(decode(InstanceCommand.class, record, registry).getCommandId());
        }
        if (record.topic().equals(TOPICS.events())) {
            return Optional.ofNullable(
                    decode(InstanceEvent.class, record, registry).getCommandId());
        }
        if (record.topic().equals(TASKS) || record.topic().equals(TOPICS.runs())) {
            return Optional.of(decode(ProviderTask.class, record, registry).getCommandId());
        }
        if (record.topic().equals(TOPICS.reports())) {
            return Optional.ofNullable(
                            decode(ProviderReport.class, record, registry).getTaskId())
                    .map(taskId -> taskId.substring(taskId.indexOf(':') + 1));
        }
        return Optional.empty();
    }

    /** The number of a requested observation, or of its report. */
    private static Optional<String> observationNumber(
            ConsumerRecord<byte[], byte[]> record, SchemaRegistryClient registry) {
        if (record.topic().equals(TOPICS.observations())) {
            ObservationRequest request = decode(ObservationRequest.class, record, registry);
            return Optional.of(Long.toString(request.getNumber()));
        }
        if (record.topic().equals(TOPICS.reports())) {
            return Optional.ofNullable(
                            decode(ProviderReport.class, record, registry).getInstanceObserved())
                    .map(observed -> Long.toString(observed.getNumber()));
        }
        return Optional.empty();
    }

    private static <T extends SpecificRecord> T decode(
            Class<T> type, ConsumerRecord<byte[], byte[]> record, SchemaRegistryClient registry) {
        return new AvroCodec<>(type, record.topic(), registry).decode(record.value());
    }

    private static List<ConsumerRecord<byte[], byte[]>> everything(RunningBus bus) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bus.addresses().bootstrapServers(), "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Collection<TopicPartition> partitions = Stream.of(
                            TOPICS.commands(),
                            TOPICS.events(),
                            TASKS,
                            TOPICS.runs(),
                            TOPICS.observations(),
                            TOPICS.reports())
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
                return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
        }
        return all;
    }
}
