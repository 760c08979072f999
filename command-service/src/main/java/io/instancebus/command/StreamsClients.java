package io.instancebus.command;

import io.instancebus.command.topology.AlarmTimes;
import io.instancebus.command.topology.UnreadRecords;
import io.instancebus.time.SteadyClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Makes the same clients as Kafka Streams does by default, and keeps the consumer of each stream thread: Streams does not
 * show processors how far its consumer is behind, and does not ask them how long it may wait for records.
 */
final class StreamsClients implements KafkaClientSupplier, UnreadRecords, AlarmTimes {
    private static final String CONSUMER = "-consumer";

    /** By the name of the stream thread, which its consumer's client id begins with. */
    private final Map<String, MainConsumer> consumers = new ConcurrentHashMap<>();

    private final SteadyClock clock;

    StreamsClients(SteadyClock clock) {
        this.clock = clock;
    }

    /** The consumer of a stream thread. */
    private static final class MainConsumer extends KafkaConsumer<byte[], byte[]> {
        private final PollWait wait;

        MainConsumer(Map<String, Object> config, PollWait wait) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            this.wait = wait;
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration atMost) {
            ConsumerRecords<byte[], byte[]> records = super.poll(wait.next(atMost));
            if (!records.isEmpty()) {
                wait.worked();
            }
            return records;
        }
    }

    @Override
    public long of(String topic, int partition) {
        MainConsumer consumer = consumers.get(Thread.currentThread().getName());
        TopicPartition asked = new TopicPartition(topic, partition);
        return consumer == null || !consumer.assignment().contains(asked)
                ? 0
                : consumer.currentLag(asked).orElse(0);
    }

    @Override
    public void set(Object alarm, Duration wait) {
        MainConsumer consumer = consumers.get(Thread.currentThread().getName());
        if (consumer != null) {
            consumer.wait.alarm(alarm, wait);
        }
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        String clientId = String.valueOf(config.get(ConsumerConfig.CLIENT_ID_CONFIG));
        if (!clientId.endsWith(CONSUMER)) {
            return consumer(config);
        }
        MainConsumer consumer = new MainConsumer(config, new PollWait(clock));
        consumers.put(clientId.substring(0, clientId.length() - CONSUMER.length()), consumer);
        return consumer;
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }
}
