package io.instancebus.worker;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.Action;
import io.instancebus.avro.ActionTask;
import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.CreateTask;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicCreator;
import io.instancebus.schemas.topic.TopicSpec;
import io.instancebus.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The other side of a worker: publishes tasks, snapshots and requests, and reads the worker's records. */
public final class BusProbe implements AutoCloseable {
    private final BusConnection bus;
    private final Topics topics;
    private final SchemaRegistryClient registry;
    private final KafkaProducer<byte[], byte[]> producer;

    public BusProbe(BusConnection bus) {
        this.bus = bus;
        this.topics = new Topics(String.valueOf(bus.topicPrefix()));
        this.registry = SchemaRegistryClient.of(bus.registryUrl());
        this.producer = producer(Map.of());
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, String> more) {
        Properties properties = bus.clientProperties();
        properties.putAll(more);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Prepares the topics for records that are published before a worker exists. */
    void prepareTopics() {
        try (Admin admin = Admin.create(bus.clientProperties())) {
            new TopicCreator(admin, Duration.ofSeconds(30))
                    .create(TopicCatalogue.of(topics.prefix(), 4, 1, List.of("sandbox")));
        }
    }

    ProviderTask create(String id, String account) {
        ProviderTask task = task(id, account, "CreateTask");
        CreateInstance spec = new CreateInstance();
        spec.setAccount(account);
        spec.setImageId("image-1");
        spec.setFirewalls(List.of());
        spec.setTags(Map.of());
        task.setCreateTask(new CreateTask(spec, null));
        return task;
    }

    ProviderTask reboot(String id, String account) {
        ProviderTask task = task(id, account, "ActionTask");
        task.setActionTask(new ActionTask(Action.REBOOT, false, "native-" + id));
        return task;
    }

    private static ProviderTask task(String id, String account, String type) {
        ProviderTask task = new ProviderTask();
        task.setTaskId("c-" + id + "/" + id);
        task.setAttempt(1);
        task.setInstanceId(id);
        task.setCommandId("c-" + id);
        task.setAccount(account);
        task.setProvider("sandbox");
        task.setRequestKey("key-" + id);
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        task.setIssuedAt(now);
        task.setNotAfter(now.plusSeconds(120));
        task.setType(type);
        return task;
    }

    void issue(List<ProviderTask> tasks) {
        tasks.forEach(task -> send(producer, task));
        producer.flush();
    }

    /** Publishes like the command service, in a transaction. */
    void issueInTransaction(String transactionalId, List<ProviderTask> tasks, boolean commit) {
        try (KafkaProducer<byte[], byte[]> transactional = producer(Map.of("transactional.id", transactionalId))) {
            transactional.initTransactions();
            transactional.beginTransaction();
            tasks.forEach(task -> send(transactional, task));
            transactional.flush();
            if (commit) {
                transactional.commitTransaction();
            } else {
                transactional.abortTransaction();
            }
        }
    }

    private void send(KafkaProducer<byte[], byte[]> to, ProviderTask task) {
        String topic = topics.tasks("sandbox");
        var sent = to.send(
                record(topic, task.getInstanceId(), new AvroCodec<>(ProviderTask.class, topic, registry).encode(task)));
        if (sent.isCancelled()) {
            throw new IllegalStateException("not sent");
        }
    }

    /** The topics that a worker of sandbox accounts reads; the last one as a table, the others with dead letters. */
    List<String> topicsOfWorkers() {
        return List.of(topics.tasks("sandbox"), topics.observations(), topics.state());
    }

    /** A string that claims to have two gigabytes, under the id of the contract's own schema. */
    void bomb(String topic) throws Exception {
        Schema schema = TopicCatalogue.of(topics.prefix(), 4, 1, List.of("sandbox")).specs().stream()
                .filter(spec -> spec.name().equals(topic))
                .findFirst()
                .flatMap(TopicSpec::valueSchema)
                .orElseThrow();
        byte[] value = {0, 0, 0, 0, 0, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
        ByteBuffer.wrap(value).putInt(1, registry.register(topic + "-value", schema));
        producer.send(record(topic, "main", value)).get();
    }

    /** A record under a schema id that is not registered. */
    void unserved(String topic, int schema) throws Exception {
        byte[] value = ByteBuffer.allocate(6).put((byte) 0).putInt(schema).array();
        producer.send(record(topic, "main", value)).get();
    }

    void issueBytes(byte[] value) throws Exception {
        producer.send(record(topics.tasks("sandbox"), "bad", value)).get();
    }

    void snapshot(String id, String account, InstanceState state, long observation) throws Exception {
        InstanceDetails details = new InstanceDetails();
        details.setImageId("image-1");
        details.setFirewalls(List.of());
        details.setTags(Map.of());
        details.setNativeId("native-" + id);
        details.setPublicAddresses(List.of());
        details.setPrivateAddresses(List.of());
        InstanceSnapshot snapshot = new InstanceSnapshot(
                id,
                1L,
                account,
                "sandbox",
                state,
                List.of(),
                details,
                false,
                false,
                observation,
                Instant.ofEpochMilli(0));
        producer.send(record(
                        topics.state(),
                        id,
                        new AvroCodec<>(InstanceSnapshot.class, topics.state(), registry).encode(snapshot)))
                .get();
    }

    void ask(String id, String account, long number, @Nullable String nativeId) throws Exception {
        ObservationRequest request =
                new ObservationRequest(id, account, "sandbox", number, nativeId, "key-" + id, Instant.ofEpochMilli(0));
        producer.send(record(
                        topics.observations(),
                        account,
                        new AvroCodec<>(ObservationRequest.class, topics.observations(), registry).encode(request)))
                .get();
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
        return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
    }

    List<ProviderReport> reports() {
        AvroCodec<ProviderReport> codec = new AvroCodec<>(ProviderReport.class, topics.reports(), registry);
        return all(topics.reports()).stream()
                .map(record -> codec.decode(record.value()))
                .toList();
    }

    List<ProviderReport> reports(String type) {
        return reports().stream()
                .filter(report -> report.getType().equals(type))
                .toList();
    }

    List<AccountEvent> accountEvents() {
        AvroCodec<AccountEvent> codec = new AvroCodec<>(AccountEvent.class, topics.accountEvents(), registry);
        return all(topics.accountEvents()).stream()
                .map(record -> codec.decode(record.value()))
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return all(topics.deadLetters());
    }

    /** All current records of a topic. */
    private List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(bus.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    @Override
    public void close() {
        producer.close();
        registry.close();
    }
}
