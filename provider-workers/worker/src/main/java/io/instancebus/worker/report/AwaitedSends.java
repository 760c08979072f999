package io.instancebus.worker.report;

import io.instancebus.domain.Backoff;
import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends records and waits until the broker has them; retries while time remains and a retry may help. */
final class AwaitedSends {
    private static final Logger log = LoggerFactory.getLogger(AwaitedSends.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));

    private final Producer<byte[], byte[]> producer;
    private final SteadyClock clock;

    AwaitedSends(Producer<byte[], byte[]> producer, SteadyClock clock) {
        this.producer = producer;
        this.clock = clock;
    }

    /**
     * Sends all at once, and then retries those that failed.
     *
     * @param records the records, created again for each attempt, because encoding may need the registry
     */
    void sendAll(List<Supplier<ProducerRecord<byte[], byte[]>>> records, SteadyTime until) throws NotReported {
        List<Optional<Future<RecordMetadata>>> first =
                records.stream().map(this::trySend).toList();
        for (int i = 0; i < records.size(); i++) {
            conclude(records.get(i), first.get(i), until);
        }
    }

    private Optional<Future<RecordMetadata>> trySend(Supplier<ProducerRecord<byte[], byte[]>> record) {
        try {
            return Optional.of(producer.send(record.get()));
        } catch (KafkaException e) {
            log.atDebug().addKeyValue("problem", e.toString()).log("A record could not be sent at once");
            return Optional.empty();
        }
    }

    private void conclude(
            Supplier<ProducerRecord<byte[], byte[]>> record, Optional<Future<RecordMetadata>> first, SteadyTime until)
            throws NotReported {
        Optional<Future<RecordMetadata>> sent = first;
        int failures = 0;
        while (true) {
            KafkaException problem;
            try {
                await(sent.isPresent() ? sent.get() : producer.send(record.get()), until);
                return;
            } catch (KafkaException e) {
                problem = e;
            }
            failures++;
            Duration pause = BACKOFF.after(failures);
            if (hopeless(problem) || !clock.now().plus(pause).isBefore(until)) {
                throw new NotReported("The bus did not accept a record: " + problem, problem);
            }
            log.atWarn().addKeyValue("problem", problem.toString()).log("The bus did not accept a record; retrying");
            sleep(pause);
            sent = Optional.empty();
        }
    }

    private static boolean hopeless(KafkaException problem) {
        return switch (problem) {
            case RegistryUnavailable unavailable -> false;
            case SerializationException wrong -> true;
            case RecordTooLargeException tooLarge -> true;
            case InterruptException interrupted -> true;
            // A missing authorization may still be granted; the remaining time bounds the retries.
            default -> false;
        };
    }

    private void await(Future<RecordMetadata> sent, SteadyTime until) throws NotReported {
        long millis = Math.max(1, clock.now().until(until).toMillis());
        try {
            RecordMetadata ignored = sent.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new NotReported("The bus did not confirm a record in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotReported("Interrupted while the bus confirmed a record", e);
        }
    }

    private static void sleep(Duration pause) throws NotReported {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotReported("Interrupted before the bus accepted a record", e);
        }
    }
}
