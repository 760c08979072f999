package io.instancebus.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The events as a subscriber sees them: those that were committed, from the beginning. */
final class EventLog implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroCodec<InstanceEvent> codec;
    final List<InstanceEvent> events = new ArrayList<>();
    /** When each command was first seen to be answered, by System.nanoTime. */
    final Map<String, Long> answeredAt = new HashMap<>();

    EventLog(EmbeddedBus bus, String topic, SchemaRegistryClient registry) {
        codec = new AvroCodec<>(InstanceEvent.class, topic, registry);
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bus.bootstrapServers());
        settings.put("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    void read() {
        consumer.poll(Duration.ofMillis(5)).forEach(record -> {
            InstanceEvent event = codec.decode(record.value());
            events.add(event);
            if (event.getCommandId() != null) {
                answeredAt.putIfAbsent(event.getCommandId(), System.nanoTime());
            }
        });
    }

    void readUntil(Callable<Boolean> enough) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    read();
                    return enough.call();
                });
    }

    /** 1, 2, 3 … in the order of the log for each instance. */
    void assertWithoutGapAndDuplicate() {
        Map<String, Long> last = new HashMap<>();
        for (InstanceEvent event : events) {
            if (event.getSequence() > 0) {
                Long before = last.put(event.getInstanceId(), event.getSequence());
                assertThat(event.getSequence())
                        .as("after %s of %s", before, event.getInstanceId())
                        .isEqualTo(before == null ? 1 : before + 1);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
