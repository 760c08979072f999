package io.instancebus.faults;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.fuzzing.PackedBatch;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Accesses the topics byte by byte, without the services and proxies. It remembers the undecodable records that the
 * harness itself published, and skips them when it reads.
 */
final class Bus implements AutoCloseable {
    static final Topics TOPICS = Topics.withoutPrefix();
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int LONGEST = 8 << 20;

    private record Place(String topic, int partition, long offset) {}

    private final String server;
    private final Map<String, Object> settings;
    private final SchemaRegistryClient registry;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;
    private final Set<Place> planted = ConcurrentHashMap.newKeySet();

    Bus(String bootstrapServers, String registryUrl) {
        server = bootstrapServers;
        settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "schema.registry.url",
                registryUrl,
                // The services have already waited for missing schemas, so the harness does not wait again.
                "schema.patience.ms",
                "0",
                "enable.auto.commit",
                "false",
                "max.request.size",
                LONGEST,
                "acks",
                "all");
        registry = SchemaRegistryClient.from(settings);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** All topics, including the internal ones of Kafka and Kafka Streams. */
    Set<String> topics() throws InterruptedException {
        return got(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    }

    /** All committed records; each partition in order. */
    List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        read(topic, "read_committed", Long.MAX_VALUE, records::add);
        return records;
    }

    /** Passes on every record whose bytes the broker still has, including those of aborted transactions. */
    void scan(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        read(topic, "read_uncommitted", Long.MAX_VALUE, each);
    }

    /** The last records of each partition, without those that the harness planted. */
    List<ConsumerRecord<byte[], byte[]>> last(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        read(topic, "read_committed", count, records::add);
        records.removeIf(this::planted);
        return records;
    }

    private void read(String topic, String isolation, long last, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<String, Object> reading = new HashMap<>(settings);
        reading.put("isolation.level", isolation);
        try (var consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<TopicPartition> open = new ArrayList<>(partitions);
            open.removeIf(one -> ends.getOrDefault(one, 0L) <= first.getOrDefault(one, 0L));
            consumer.assign(open);
            open.forEach(one -> consumer.seek(
                    one,
                    Math.max(
                            first.getOrDefault(one, 0L),
                            last == Long.MAX_VALUE ? 0 : ends.getOrDefault(one, 0L) - last)));
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            while (!open.isEmpty()) {
                consumer.poll(POLL).forEach(record -> {
                    if (record.offset()
                            < ends.getOrDefault(new TopicPartition(topic, record.partition()), Long.MAX_VALUE)) {
                        each.accept(record);
                    }
                });
                open.removeIf(one -> consumer.position(one) >= ends.getOrDefault(one, 0L));
                if (System.nanoTime() > giveUp) {
                    throw new IllegalStateException(open + " cannot be read to the end, " + ends);
                }
            }
        }
    }

    /** All decodable commands. */
    List<InstanceCommand> commands() {
        return decoded(InstanceCommand.class, TOPICS.commands());
    }

    List<InstanceEvent> events() {
        return decoded(InstanceEvent.class, TOPICS.events());
    }

    /**
     * All records, in the order of their partitions. A record that cannot be decoded and was not planted ends the run.
     */
    <T extends SpecificRecord> List<T> decoded(Class<T> type, String topic) {
        AvroCodec<T> codec = new AvroCodec<>(type, topic, registry);
        return all(topic).stream()
                .filter(one -> !planted(one))
                .map(one -> codec.decode(one.value()))
                .toList();
    }

    /** The last snapshot of each instance. */
    Map<String, InstanceSnapshot> snapshots() {
        AvroCodec<InstanceSnapshot> codec = new AvroCodec<>(InstanceSnapshot.class, TOPICS.state(), registry);
        Map<String, InstanceSnapshot> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> one : all(TOPICS.state())) {
            if (planted(one)) {
                continue;
            }
            String key = new String(one.key(), StandardCharsets.UTF_8);
            if (one.value() == null) {
                last.remove(key);
            } else {
                last.put(key, codec.decode(one.value()));
            }
        }
        return last;
    }

    /** The bytes of a record, as a service writes it. */
    <T extends SpecificRecord> byte[] encode(Class<T> type, String topic, T datum) {
        return new AvroCodec<>(type, topic, registry).encode(datum);
    }

    /** The registry's id of this schema; registers it as a new version of the subject if it is new. */
    int schemaId(String subject, Schema schema) {
        return registry.register(subject, schema);
    }

    /** Publishes a record and waits until the broker has it. */
    RecordMetadata put(ProducerRecord<byte[], byte[]> toSend) throws InterruptedException {
        try {
            return producer.send(toSend).get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the broker did not accept a record", failure);
        }
    }

    /** Publishes a record that no reader can decode. */
    void plant(ProducerRecord<byte[], byte[]> toSend) throws InterruptedException {
        RecordMetadata taken = put(toSend);
        planted.add(new Place(taken.topic(), taken.partition(), taken.offset()));
    }

    /**
     * Sends a batch that needs more memory to read than a reader has, and checks that the broker refuses it. If the
     * broker accepted it, no reader could read that partition, including this harness.
     */
    void offer(PackedBatch batch, String topic, int partition) throws IOException {
        if (batch.sendTo(server, topic, partition) == Errors.NONE) {
            throw new IllegalStateException(
                    "the broker accepted a batch that exhausts its readers' memory, in " + topic);
        }
    }

    int partitions(String topic) {
        return producer.partitionsFor(topic).size();
    }

    /** Deletes all records of a topic. */
    void lose(String topic) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        got(admin.describeTopics(Set.of(topic)).allTopicNames())
                .values()
                .forEach(described -> described
                        .partitions()
                        .forEach(one -> latest.put(new TopicPartition(topic, one.partition()), OffsetSpec.latest())));
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        got(admin.listOffsets(latest).all())
                .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end.offset())));
        got(admin.deleteRecords(all).all());
    }

    private boolean planted(ConsumerRecord<byte[], byte[]> one) {
        return planted.contains(new Place(one.topic(), one.partition(), one.offset()));
    }

    /** An unchanged copy of a record. */
    static ProducerRecord<byte[], byte[]> again(ConsumerRecord<byte[], byte[]> one) {
        return new ProducerRecord<>(one.topic(), one.partition(), null, one.key(), one.value(), one.headers());
    }

    static Optional<String> key(ConsumerRecord<byte[], byte[]> one) {
        return Optional.ofNullable(one.key()).map(key -> new String(key, StandardCharsets.UTF_8));
    }

    private static <T> T got(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the broker does not answer", failure);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        admin.close(Duration.ofSeconds(5));
        registry.close();
    }
}
