package io.instancebus.worker;

import io.instancebus.avro.AccountEvent;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sealing keys that the workers published last, from accounts.events. */
final class PublishedKeys {
    private static final Logger log = LoggerFactory.getLogger(PublishedKeys.class);
    private static final String KEY = "/SealingKeyPublished";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String topic;
    private final AvroCodec<AccountEvent> codec;
    private final Map<String, String> byAccount = new HashMap<>();

    private PublishedKeys(String topic, AvroCodec<AccountEvent> codec) {
        this.topic = topic;
        this.codec = codec;
    }

    /**
     * The ids of the published keys by the name of the account, for these accounts. Reads the topic once from its
     * beginning to its present end.
     *
     * @throws IllegalStateException if that takes more than a minute
     */
    static Map<String, String> of(
            Set<String> accounts, String topic, Consumer<byte[], byte[]> consumer, AvroCodec<AccountEvent> codec) {
        PublishedKeys keys = new PublishedKeys(topic, codec);
        keys.read(consumer);
        keys.byAccount.keySet().retainAll(accounts);
        return Map.copyOf(keys.byAccount);
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        topic + " was not read to its end within " + PATIENCE.toSeconds() + " s");
            }
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null
                || record.value() == null
                || !new String(record.key(), StandardCharsets.UTF_8).endsWith(KEY)) {
            return;
        }
        try {
            AccountEvent event = codec.decode(record.value());
            if (event.getSealingKeyPublished() != null) {
                byAccount.put(event.getAccount(), event.getSealingKeyPublished().getKeyId());
            }
        } catch (UndecodableRecord e) {
            log.atWarn()
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("A published sealing key cannot be read and is omitted");
        }
    }
}
