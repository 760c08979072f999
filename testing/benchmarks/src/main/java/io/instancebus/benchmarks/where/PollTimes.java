package io.instancebus.benchmarks.where;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * When records were polled. Kafka makes the interceptors by the name of this class and gives them to all clients of a
 * connection, so that what they note is static, and the producers' do nothing.
 */
public final class PollTimes implements ConsumerInterceptor<byte[], byte[]>, ProducerInterceptor<byte[], byte[]> {
    private record Polled(long last, double millis) {}

    /** By the first offset of what one poll returned. */
    private static final Map<TopicPartition, NavigableMap<Long, Polled>> POLLS = new ConcurrentHashMap<>();

    /** What is to be set for clients whose polls are noted; a share consumer takes no interceptor. */
    static Map<String, String> settings() {
        return Map.of("interceptor.classes", PollTimes.class.getName());
    }

    /** When the record was first polled; null if it was not. */
    static @Nullable Double of(TopicPartition partition, long offset) {
        NavigableMap<Long, Polled> polls = POLLS.get(partition);
        Map.Entry<Long, Polled> poll = polls == null ? null : polls.floorEntry(offset);
        return poll != null && poll.getValue().last() >= offset
                ? poll.getValue().millis()
                : null;
    }

    static void forget(String prefix) {
        POLLS.keySet().removeIf(partition -> partition.topic().startsWith(prefix));
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        double now = Now.millis();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> polled = records.records(partition);
            POLLS.computeIfAbsent(partition, unused -> new ConcurrentSkipListMap<>())
                    .putIfAbsent(
                            polled.getFirst().offset(),
                            new Polled(polled.getLast().offset(), now));
        }
        return records;
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        return record;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
}
