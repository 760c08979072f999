package io.instancebus.embedded;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a test asks of a broker, in a word each. */
final class TestClients implements AutoCloseable {
    private final String bootstrapServers;
    private final Admin admin;

    TestClients(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    void createTopic(String name, int partitions) {
        get(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                .all());
        // The controller answers as soon as it has the topic; the broker, which lists it, learns of it a moment later.
        await().until(() -> topics().contains(name));
    }

    Set<String> topics() {
        return get(admin.listTopics().names());
    }

    String clusterId() {
        return get(admin.describeCluster().clusterId());
    }

    Set<String> features() {
        return get(admin.describeFeatures().featureMetadata())
                .finalizedFeatures()
                .keySet();
    }

    void shareGroupReadsFromTheBeginning(String group) {
        var resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        get(admin.incrementalAlterConfigs(Map.of(
                        resource,
                        List.of(
                                new AlterConfigOp(
                                        new ConfigEntry("share.auto.offset.reset", "earliest"),
                                        AlterConfigOp.OpType.SET),
                                new AlterConfigOp(
                                        new ConfigEntry("share.isolation.level", "read_committed"),
                                        AlterConfigOp.OpType.SET))))
                .all());
    }

    void produce(String topic, List<String> values) {
        try (var producer = producer(Map.of())) {
            values.forEach(value -> send(producer, topic, value));
        }
    }

    void produceInTransaction(String topic, List<String> values, boolean commit) {
        try (var producer =
                producer(Map.of("transactional.id", UUID.randomUUID().toString()))) {
            producer.initTransactions();
            producer.beginTransaction();
            values.forEach(value -> send(producer, topic, value));
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static void send(KafkaProducer<String, String> producer, String topic, String value) {
        try {
            producer.send(new ProducerRecord<>(topic, value, value)).get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("not produced: " + value, e);
        }
    }

    List<String> consume(String topic, int count) {
        var values = new ArrayList<String>();
        var settings = settings();
        settings.put("group.id", UUID.randomUUID().toString());
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> values.add(each.value()));
                return values.size() >= count;
            });
        }
        return values;
    }

    List<String> shareConsume(String group, String topic, int count) {
        var values = new ArrayList<String>();
        var settings = settings();
        settings.put("group.id", group);
        try (var consumer = new KafkaShareConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> values.add(each.value()));
                return values.size() >= count;
            });
            consumer.commitSync();
        }
        return values;
    }

    long endOffset(String topic) {
        var partition = new TopicPartition(topic, 0);
        return get(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition))
                .offset();
    }

    /** Without waiting for a transaction that holds it: that it does is an error here. */
    Optional<OffsetAndMetadata> committedOffset(String group, TopicPartition partition) {
        var settings = settings();
        settings.put("group.id", group);
        settings.put("isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            return Optional.ofNullable(consumer.committed(Set.of(partition), Duration.ofSeconds(30))
                    .get(partition));
        }
    }

    KafkaProducer<String, String> producer(Map<String, Object> more) {
        var settings = settings();
        settings.putAll(more);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private Map<String, Object> settings() {
        return new HashMap<>(Map.of("bootstrap.servers", bootstrapServers));
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the broker did not do it", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(10));
    }
}
