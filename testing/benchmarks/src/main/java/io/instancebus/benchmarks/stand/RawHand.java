package io.instancebus.benchmarks.stand;

import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.topic.ShareGroups;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The minimal work of a worker: it takes each task from the share group, writes a record for it, and acknowledges it.
 */
public final class RawHand {
    private RawHand() {}

    /** The time from the first task to the last acknowledgement, without joining the group. */
    public static double seconds(Broker broker, BusConnection bus, int tasks) {
        String group = bus.topicPrefix() + "raw-hand";
        String answers = bus.topicPrefix() + "raw-answers";
        broker.createTopic(answers, java.util.Objects.requireNonNull(bus.partitions()));
        try (Admin admin = broker.admin()) {
            new ShareGroups(admin, Duration.ofSeconds(30)).configure(List.of(group));
        }
        Properties settings = bus.clientProperties();
        settings.put("group.id", group);
        settings.put("share.acknowledgement.mode", "explicit");
        try (var consumer =
                        new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                var producer = new KafkaProducer<>(
                        bus.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            consumer.subscribe(List.of(Broker.topics(bus).tasks("sandbox")));
            int done = 0;
            long from = 0;
            while (done < tasks) {
                for (ConsumerRecord<byte[], byte[]> task : consumer.poll(Duration.ofMillis(100))) {
                    from = from == 0 ? System.nanoTime() : from;
                    var unused = producer.send(new ProducerRecord<>(answers, task.key(), task.value()));
                    consumer.acknowledge(task);
                    done++;
                }
                producer.flush();
                consumer.commitSync();
            }
            return (System.nanoTime() - from) / 1e9;
        }
    }
}
