package io.instancebus.benchmarks.stand;

import io.instancebus.schemas.BusConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** All records in all topics of a bus, including changelogs, to be produced again as raw bytes. */
public final class Written {
    private final Broker broker;
    private final BusConnection bus;
    private final List<byte[]> values;

    private Written(Broker broker, BusConnection bus, List<byte[]> values) {
        this.broker = broker;
        this.bus = bus;
        this.values = values;
    }

    public static Written on(Broker broker, BusConnection bus) {
        Properties settings = bus.clientProperties();
        settings.put("isolation.level", "read_committed");
        settings.put("max.poll.records", "5000");
        List<byte[]> values = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(broker, bus, consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(java.time.Duration.ofMillis(100))) {
                    values.add(record.value() == null ? new byte[0] : record.value());
                }
            }
        }
        return new Written(broker, bus, values);
    }

    private static List<TopicPartition> partitions(
            Broker broker, BusConnection bus, KafkaConsumer<byte[], byte[]> consumer) {
        try (Admin admin = broker.admin()) {
            return admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith(Objects.requireNonNull(bus.topicPrefix())))
                    .flatMap(name -> consumer.partitionsFor(name).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the topics could not be listed", e);
        }
    }

    /** Reads topics to their end, and returns the number of records. */
    public static int count(BusConnection bus, Set<String> topics) {
        Properties settings = bus.clientProperties();
        settings.put("isolation.level", "read_committed");
        settings.put("max.poll.records", "5000");
        int count = 0;
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(name -> consumer.partitionsFor(name).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                count += consumer.poll(java.time.Duration.ofMillis(100)).count();
            }
        }
        return count;
    }

    public int records() {
        return values.size();
    }

    /** The time to produce the same values again, without other load. */
    public double secondsToProduce() {
        String topic = bus.topicPrefix() + "raw";
        broker.createTopic(topic, Objects.requireNonNull(bus.partitions()));
        try (var producer =
                new KafkaProducer<>(bus.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(topic);
            long from = System.nanoTime();
            for (byte[] value : values) {
                var unused = producer.send(new ProducerRecord<>(topic, value));
            }
            producer.flush();
            return (System.nanoTime() - from) / 1e9;
        }
    }
}
