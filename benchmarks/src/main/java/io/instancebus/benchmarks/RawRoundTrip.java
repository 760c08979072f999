package io.instancebus.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The limit that nothing on this broker can beat: a record of a command's size, produced and consumed. */
final class RawRoundTrip {
    private static final int BYTES = 300;

    private final String bootstrapServers;

    RawRoundTrip(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    Latencies run(int count, int perSecond) throws InterruptedException {
        String topic = "benchmark-" + UUID.randomUUID();
        Latencies latencies = new Latencies();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            CountDownLatch assigned = new CountDownLatch(1);
            Thread reader = Thread.ofPlatform().start(() -> read(topic, count, latencies, assigned));
            assigned.await(30, TimeUnit.SECONDS);
            write(topic, count, perSecond);
            reader.join(Duration.ofMinutes(2));
            admin.deleteTopics(List.of(topic)).all().get();
            return latencies;
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the broker at " + bootstrapServers + " did not answer", failure);
        }
    }

    private void write(String topic, int count, int perSecond) {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long from = System.nanoTime();
            for (int index = 0; index < count; index++) {
                long due = from + index * 1_000_000_000L / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                byte[] value = new byte[BYTES];
                java.nio.ByteBuffer.wrap(value).putLong(System.nanoTime());
                var unused = producer.send(new ProducerRecord<>(topic, value));
            }
        }
    }

    private void read(String topic, int count, Latencies latencies, CountDownLatch assigned) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            assigned.countDown();
            long until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (latencies.size() < count && System.nanoTime() < until) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> latencies.add((System.nanoTime()
                                        - java.nio.ByteBuffer.wrap(record.value())
                                                .getLong())
                                / 1e6));
            }
        }
    }
}
