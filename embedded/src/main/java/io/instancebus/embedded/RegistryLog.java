package io.instancebus.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry's memory: a compacted topic of one partition in the broker. */
final class RegistryLog implements AutoCloseable {
    static final String TOPIC = "_schemas";
    private static final Logger log = LoggerFactory.getLogger(RegistryLog.class);
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Producer<String, String> producer;
    private final Supplier<Consumer<String, String>> consumers;

    /** Opens the log and makes its topic if there is none. */
    RegistryLog(String bootstrapServers) throws InterruptedException, ExecutionException, TimeoutException {
        createTopic(bootstrapServers);
        this(producer(bootstrapServers), () -> consumer(bootstrapServers));
    }

    /** @param consumers makes one for each replay, which closes it */
    RegistryLog(Producer<String, String> producer, Supplier<Consumer<String, String>> consumers) {
        this.producer = producer;
        this.consumers = consumers;
    }

    private static Producer<String, String> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "linger.ms",
                        0,
                        "max.block.ms",
                        PATIENCE.toMillis(),
                        "request.timeout.ms",
                        10_000,
                        "delivery.timeout.ms",
                        (int) PATIENCE.toMillis()),
                new StringSerializer(),
                new StringSerializer());
    }

    private static Consumer<String, String> consumer(String bootstrapServers) {
        var settings = Map.<String, Object>of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private static void createTopic(String bootstrapServers)
            throws InterruptedException, ExecutionException, TimeoutException {
        var topic = new NewTopic(TOPIC, Optional.of(1), Optional.empty()).configs(Map.of("cleanup.policy", "compact"));
        var settings = Map.<String, Object>of(
                "bootstrap.servers", bootstrapServers, "request.timeout.ms", 10_000, "default.api.timeout.ms", (int)
                        PATIENCE.toMillis());
        try (var admin = Admin.create(settings)) {
            admin.createTopics(List.of(topic)).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** Writes a record and returns when the broker has it; after an exception it is open whether it has. */
    void append(RegistryRecord written) throws InterruptedException, ExecutionException {
        producer.send(new ProducerRecord<>(TOPIC, RegistryRecordJson.key(written), RegistryRecordJson.value(written)))
                .get();
    }

    /** What all the records that are there now add up to. */
    RegistryState replay() throws TimeoutException {
        try (var consumer = consumers.get()) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION), PATIENCE).getOrDefault(PARTITION, 0L);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            var state = RegistryState.EMPTY;
            while (consumer.position(PARTITION, PATIENCE) < end) {
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException("the topic " + TOPIC + " could not be read within " + PATIENCE);
                }
                for (var read : consumer.poll(Duration.ofMillis(200))) {
                    state = applied(state, read);
                }
            }
            return state;
        }
    }

    /** Anybody who may write to the topic can write anything: what this registry never writes changes nothing. */
    private static RegistryState applied(RegistryState state, ConsumerRecord<String, String> read) {
        try {
            var written = RegistryRecordJson.read(read.key(), read.value());
            if (written.isPresent() && !state.allows(written.get())) {
                skipped(read, "it gives another meaning to an id");
                return state;
            }
            return written.map(state::after).orElse(state);
        } catch (RuntimeException | StackOverflowError e) {
            skipped(read, e.toString());
            return state;
        }
    }

    private static void skipped(ConsumerRecord<String, String> read, String why) {
        log.atWarn()
                .addKeyValue("offset", read.offset())
                .addKeyValue("why", why)
                .log("skipped a record that this registry never writes");
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
