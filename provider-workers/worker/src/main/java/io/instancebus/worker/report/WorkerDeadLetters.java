package io.instancebus.worker.report;

import io.instancebus.schemas.consumer.DeadLetter;
import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes undecodable records unchanged, with their position and the reason. Thread-safe. */
public final class WorkerDeadLetters {
    private static final Logger log = LoggerFactory.getLogger(WorkerDeadLetters.class);

    private final AwaitedSends sends;
    private final String topic;
    private final DeadLetter.Reader reader;

    /**
     * @param topic the topic of dead letters
     * @param reader the reader that names itself in the dead letters
     */
    public WorkerDeadLetters(
            Producer<byte[], byte[]> producer, String topic, DeadLetter.Reader reader, SteadyClock clock) {
        this.sends = new AwaitedSends(producer, clock);
        this.topic = topic;
        this.reader = reader;
    }

    /**
     * Returns when the bus has it durably.
     *
     * @param reason the reason, without any of the record's content
     */
    public void send(ConsumerRecord<byte[], byte[]> record, String reason, SteadyTime until) throws NotReported {
        ProducerRecord<byte[], byte[]> letter =
                DeadLetter.of(DeadLetter.Source.of(record), reader, reason).to(topic);
        sends.sendAll(List.of(() -> letter), until);
        log.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .log("A record went to the dead letters");
    }
}
