package io.instancebus.faults;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics byte by byte, past all services and proxies. */
final class Bus implements AutoCloseable {
    static final Topics TOPICS = Topics.withoutPrefix();
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, Object> settings;
    private final SchemaRegistryClient registry;
    private final KafkaProducer<byte[], byte[]> producer;

    Bus(String bootstrapServers, String registryUrl) {
        settings = Map.of(
                "bootstrap.servers", bootstrapServers,
                "schema.registry.url", registryUrl,
                "isolation.level", "read_committed",
                "enable.auto.commit", "false",
                "acks", "all");
        registry = SchemaRegistryClient.from(settings);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** All committed records, partition by partition, each in order. */
    List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        return read(topic, Long.MAX_VALUE);
    }

    /** The last records of each partition. */
    List<ConsumerRecord<byte[], byte[]>> last(String topic, int count) {
        return read(topic, count);
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, long last) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (var info : consumer.partitionsFor(topic)) {
                TopicPartition partition = new TopicPartition(topic, info.partition());
                List<TopicPartition> one = List.of(partition);
                consumer.assign(one);
                long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
                long first = consumer.beginningOffsets(one).getOrDefault(partition, 0L);
                consumer.seek(partition, Math.max(first, last == Long.MAX_VALUE ? 0 : end - last));
                long giveUp = System.nanoTime() + PATIENCE.toNanos();
                while (consumer.position(partition) < end) {
                    consumer.poll(POLL).forEach(records::add);
                    if (System.nanoTime() > giveUp) {
                        throw new IllegalStateException(
                                partition + " cannot be read beyond " + consumer.position(partition) + " of " + end);
                    }
                }
            }
        }
        return records;
    }

    List<InstanceCommand> commands() {
        AvroCodec<InstanceCommand> codec = new AvroCodec<>(InstanceCommand.class, TOPICS.commands(), registry);
        List<InstanceCommand> commands = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> one : all(TOPICS.commands())) {
            try {
                commands.add(codec.decode(one.value()));
            } catch (UndecodableRecord spoiled) {
                // What this harness itself has put there; its dead letter is looked for elsewhere.
            }
        }
        return commands;
    }

    List<InstanceEvent> events() {
        AvroCodec<InstanceEvent> codec = new AvroCodec<>(InstanceEvent.class, TOPICS.events(), registry);
        return all(TOPICS.events()).stream()
                .map(one -> codec.decode(one.value()))
                .toList();
    }

    /** The last of each instance. */
    Map<String, InstanceSnapshot> snapshots() {
        AvroCodec<InstanceSnapshot> codec = new AvroCodec<>(InstanceSnapshot.class, TOPICS.state(), registry);
        Map<String, InstanceSnapshot> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> one : all(TOPICS.state())) {
            String key = new String(one.key(), java.nio.charset.StandardCharsets.UTF_8);
            if (one.value() == null) {
                last.remove(key);
            } else {
                last.put(key, codec.decode(one.value()));
            }
        }
        return last;
    }

    /** Puts a record on the bus and returns when the broker has it. */
    void put(ProducerRecord<byte[], byte[]> toSend) throws InterruptedException {
        try {
            producer.send(toSend).get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the broker did not take a record", failure);
        }
    }

    /** A copy of a record, as it came. */
    static ProducerRecord<byte[], byte[]> again(ConsumerRecord<byte[], byte[]> one) {
        return new ProducerRecord<>(one.topic(), one.partition(), null, one.key(), one.value(), one.headers());
    }

    static Optional<String> key(ConsumerRecord<byte[], byte[]> one) {
        return Optional.ofNullable(one.key()).map(key -> new String(key, java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        registry.close();
    }
}
