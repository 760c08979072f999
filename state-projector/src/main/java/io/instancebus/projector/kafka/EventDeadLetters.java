package io.instancebus.projector.kafka;

import io.instancebus.schemas.consumer.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes records that no service can use on the dead-letter topic, as {@link DeadLetter}s. After a crash a record
 * may be published again. One thread uses it; any thread may read the count.
 */
final class EventDeadLetters implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventDeadLetters.class);
    private static final int REMEMBERED = 10_000;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final DeadLetter.Reader reader;
    private final List<Future<RecordMetadata>> underWay = new ArrayList<>();
    /** The records already published, so that a batch that is retried publishes each only once. */
    private final Map<String, Boolean> remembered = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final AtomicLong count = new AtomicLong();

    EventDeadLetters(Properties clientProperties, String topic, DeadLetter.Reader reader) {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "20000");
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000");
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "15000");
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.reader = reader;
    }

    /** Starts to publish a record; {@link #settle} waits for it. */
    void put(ConsumerRecord<byte[], byte[]> bad, String reason) {
        if (remembered.putIfAbsent(place(bad), true) != null) {
            return;
        }
        log.atError()
                .addKeyValue("topic", bad.topic())
                .addKeyValue("partition", bad.partition())
                .addKeyValue("offset", bad.offset())
                .addKeyValue("reason", reason)
                .log("A record cannot be read; it goes to the dead letters");
        underWay.add(producer.send(
                DeadLetter.of(DeadLetter.Source.of(bad), reader, reason).to(topic)));
    }

    private static String place(ConsumerRecord<byte[], byte[]> bad) {
        return bad.topic() + "-" + bad.partition() + "@" + bad.offset();
    }

    /** Waits until the broker has all of them. Throws KafkaException if it has not; the caller then puts them again. */
    void settle() {
        if (underWay.isEmpty()) {
            return;
        }
        try {
            for (Future<RecordMetadata> sent : underWay) {
                sent.get();
                count.incrementAndGet();
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            remembered.clear();
            throw new KafkaException("a dead letter was not written", e.getCause());
        } finally {
            underWay.clear();
        }
    }

    long count() {
        return count.get();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
