package io.instancebus.benchmarks.stand;

import io.instancebus.schemas.BusConnection;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of a topic from its beginning, and passes each on as bytes. */
public final class Listener implements AutoCloseable {
    private final CompletableFuture<Boolean> reading = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean closing;

    public Listener(BusConnection bus, String topic, Consumer<ConsumerRecord<byte[], byte[]>> told) {
        thread = Thread.ofPlatform().name("listener").start(() -> read(bus, topic, told));
        reading.join();
    }

    private void read(BusConnection bus, String topic, Consumer<ConsumerRecord<byte[], byte[]>> told) {
        Properties settings = bus.clientProperties();
        settings.put("isolation.level", "read_committed");
        settings.put("max.poll.records", "5000");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            partitions.forEach(consumer::position);
            reading.complete(true);
            while (!closing) {
                consumer.poll(Duration.ofMillis(100)).forEach(told);
            }
        } catch (RuntimeException failure) {
            reading.completeExceptionally(failure);
            throw failure;
        }
    }

    /** The type in the record's headers, such as {@code CommandAccepted}; empty if there is none. */
    public static String type(ConsumerRecord<byte[], byte[]> record) {
        var header = record.headers().lastHeader("ce_type");
        if (header == null) {
            return "";
        }
        String type = new String(header.value(), java.nio.charset.StandardCharsets.UTF_8);
        return type.substring(type.lastIndexOf('.') + 1);
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.join();
    }
}
