package io.instancebus.worker.report;

import io.instancebus.schemas.consumer.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records that cannot be decoded, as they came, with where they came from and what is wrong. Safe for many threads. */
public final class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private static final String BY = "dead-letter-by";

    private final AwaitedSends sends;
    private final String topic;
    private final String worker;

    public DeadLetters(Producer<byte[], byte[]> producer, String topic, String worker, Clock clock) {
        this.sends = new AwaitedSends(producer, clock);
        this.topic = topic;
        this.worker = worker;
    }

    /**
     * Returns once the bus has it for good.
     *
     * @param reason without any of the record's content
     */
    public void send(ConsumerRecord<byte[], byte[]> record, String reason, Instant until) throws NotReported {
        DeadLetter bounded = DeadLetter.of(
                new DeadLetter.Source(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.key(),
                        record.value(),
                        record.headers()),
                reason);
        bounded.headers().remove(BY).add(BY, worker.getBytes(StandardCharsets.UTF_8));
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(topic, null, bounded.key(), bounded.value(), bounded.headers());
        sends.sendAll(List.of(() -> letter), until);
        log.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .log("A record went to the dead letters");
    }
}
