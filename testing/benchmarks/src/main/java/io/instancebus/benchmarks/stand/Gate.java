package io.instancebus.benchmarks.stand;

import io.instancebus.schemas.BusConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Holds commands back between the bus on which they are published and the one on which they are decided, so that it
 * determines when they are.
 */
public final class Gate implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String to;
    private final List<ConsumerRecord<byte[], byte[]>> held = new ArrayList<>();

    public Gate(BusConnection published, BusConnection decided) {
        to = Broker.topics(decided).commands();
        consumer = new KafkaConsumer<>(
                published.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        producer =
                new KafkaProducer<>(decided.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
        List<TopicPartition> partitions = consumer
                .partitionsFor(Broker.topics(published).commands())
                .stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        producer.partitionsFor(to);
    }

    /** Returns when so many commands are before the gate. */
    public void await(int count) {
        Patience.await("a command of each caller", () -> {
            consumer.poll(Duration.ofMillis(20)).forEach(held::add);
            return held.size() >= count;
        });
    }

    /** Lets them through, so many a second; returns when the broker has them. */
    public void open(int perSecond) {
        long from = System.nanoTime();
        for (int index = 0; index < held.size(); index++) {
            long due = from + index * 1_000_000_000L / perSecond;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            ConsumerRecord<byte[], byte[]> command = held.get(index);
            var unused =
                    producer.send(new ProducerRecord<>(to, null, command.key(), command.value(), command.headers()));
        }
        producer.flush();
        held.clear();
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
