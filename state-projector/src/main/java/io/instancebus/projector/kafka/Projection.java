package io.instancebus.projector.kafka;

import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.UnusableView;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.consumer.DeadLetter;
import io.instancebus.schemas.consumer.EarlyClose;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The consumer with its Kafka clients and its registry. The caller closes the store. */
public final class Projection implements AutoCloseable {
    private static final Duration TOPICS_WITHIN = Duration.ofSeconds(60);
    /** A rebuild has so many batches in one. */
    private static final int REBUILD_BATCHES = 4;

    private static final int PARTITION_BYTES = 4 << 20;
    private static final int FETCH_BYTES = 32 << 20;

    private final EventLog eventLog;
    private final SchemaRegistryClient registry;
    private final EventDeadLetters deadLetters;
    private final Consumer<byte[], byte[]> consumer;
    private final EventConsumer eventConsumer;
    private final ViewPositions positions;
    private final ViewStore store;
    private final List<String> topics;
    private final Progress progress = new Progress();

    private Projection(BusConnection bus, String group, int batchSize, ViewStore store, boolean shared) {
        this.store = store;
        Properties client = bus.clientProperties();
        Topics names = new Topics(Objects.requireNonNull(bus.topicPrefix()));
        topics = List.of(names.events(), names.accountEvents());
        eventLog = EventLog.open(client, topics, TOPICS_WITHIN);
        positions = new ViewPositions(store, eventLog, names.events());
        Map<String, Object> settings = new HashMap<>();
        client.stringPropertyNames().forEach(name -> settings.put(name, client.getProperty(name)));
        registry = SchemaRegistryClient.from(settings);
        deadLetters = new EventDeadLetters(
                client,
                names.deadLetters(),
                new DeadLetter.Reader(group, client.getProperty(ConsumerConfig.CLIENT_ID_CONFIG)));
        Properties reading = consumerSettings(client, shared ? group : null, batchSize);
        if (!shared) {
            readAhead(reading);
        }
        consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Decoding decoding = new Decoding(names, registry, deadLetters);
        eventConsumer = new EventConsumer(
                consumer,
                store,
                positions,
                eventLog,
                decoding,
                deadLetters,
                progress,
                new Gathered(batchSize),
                !shared);
    }

    /**
     * Opens a projection as one member of the group. Throws {@link UnusableView} if the view cannot follow this log.
     *
     * @param group the consumer group, which dead letters name too
     * @param batchSize the maximum number of events in one transaction
     */
    public static Projection shared(BusConnection bus, String group, int batchSize, ViewStore store) {
        Projection projection = new Projection(bus, group, batchSize, store, true);
        projection.orClose(() -> {
            projection.positions.of(projection.eventLog.partitions());
            projection.eventConsumer.subscribe(projection.topics);
        });
        return projection;
    }

    /**
     * Opens a projection of all partitions, from the beginning or from where a rebuild was interrupted. It takes four
     * times as many events into one transaction.
     */
    public static Projection rebuilding(BusConnection bus, String group, int batchSize, ViewStore store) {
        Projection projection = new Projection(bus, group, batchSize * REBUILD_BATCHES, store, false);
        projection.orClose(() -> {
            List<LogPartition> partitions = projection.eventLog.partitions();
            if (!projection.goesOn(partitions)) {
                store.reset();
            }
            projection.eventConsumer.assign(partitions);
        });
        return projection;
    }

    private boolean goesOn(List<LogPartition> partitions) {
        if (!store.rebuilding()) {
            return false;
        }
        try {
            positions.of(partitions);
            return true;
        } catch (UnusableView e) {
            return false;
        }
    }

    private void orClose(Runnable start) {
        try {
            start.run();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Properties consumerSettings(Properties client, @Nullable String group, int batchSize) {
        Properties settings = new Properties();
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "2000");
        // The maximum time of an empty poll; a record is returned at once.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
        settings.putAll(client);
        if (group != null) {
            settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
            settings.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(Gathered.pollSize(batchSize)));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return settings;
    }

    /**
     * Many events of one partition follow each other in a batch, so that most of an instance's life is in one batch: its
     * row is then written once, not with every batch that has an event of it.
     */
    private static void readAhead(Properties settings) {
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(PARTITION_BYTES));
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(FETCH_BYTES));
    }

    /** Follows the log on the caller's thread until the condition holds or {@link #stop} is called. */
    public void run(BooleanSupplier enough) {
        eventConsumer.run(enough);
    }

    /** Makes {@link #run} return soon. For any thread. */
    public void stop() {
        eventConsumer.stop();
    }

    public Progress progress() {
        return progress;
    }

    /** The number of records that were published as dead letters. */
    public long deadLetters() {
        return deadLetters.count();
    }

    /** Call this only after {@link #run} has returned. */
    @Override
    public void close() {
        eventConsumer.close();
        new EarlyClose(consumer).close();
        deadLetters.close();
        registry.close();
        eventLog.close();
    }
}
