package io.instancebus.worker.watcher;

import io.instancebus.avro.ObservationRequest;
import io.instancebus.schemas.consumer.EarlyClose;
import io.instancebus.schemas.consumer.HeldPartitions;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.topic.Topics;
import io.instancebus.time.Clocks;
import io.instancebus.worker.report.AccountJournal;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.report.Reporter;
import io.instancebus.worker.report.WorkerDeadLetters;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of the group that shares the accounts of a provider type: it watches the assigned accounts, passes
 * observation requests to them, and commits answered ones.
 */
public final class Watchers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watchers.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration DEAD_LETTER_PATIENCE = Duration.ofSeconds(30);

    private final String topic;
    private final Map<String, WatchedAccount> accounts;
    private final AvroCodec<ObservationRequest> codec;
    private final KnownInstances known;
    private final Reporter reporter;
    private final AccountJournal journal;
    private final WorkerDeadLetters deadLetters;
    private final Clocks clocks;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Map<TopicPartition, Ownership> owned = new HashMap<>();
    private final Thread thread;
    private volatile boolean joined;
    private volatile boolean closed;

    private Watchers(
            String topic,
            Collection<WatchedAccount> accounts,
            AvroCodec<ObservationRequest> codec,
            KnownInstances known,
            Reporter reporter,
            AccountJournal journal,
            WorkerDeadLetters deadLetters,
            Clocks clocks,
            Supplier<Consumer<byte[], byte[]>> consumers) {
        this.topic = topic;
        this.accounts = new TreeMap<>();
        accounts.forEach(account -> this.accounts.put(account.name(), account));
        this.codec = codec;
        this.known = known;
        this.reporter = reporter;
        this.journal = journal;
        this.deadLetters = deadLetters;
        this.clocks = clocks;
        this.consumers = consumers;
        this.thread = Thread.ofPlatform().name("watchers").unstarted(this::work);
    }

    /**
     * Joins the group.
     *
     * @param accounts all accounts of one provider type
     * @param consumers create a member's consumer, with {@link #consumerProperties}
     */
    public static Watchers start(
            String topic,
            Collection<WatchedAccount> accounts,
            AvroCodec<ObservationRequest> codec,
            KnownInstances known,
            Reporter reporter,
            AccountJournal journal,
            WorkerDeadLetters deadLetters,
            Clocks clocks,
            Supplier<Consumer<byte[], byte[]>> consumers) {
        Watchers watchers =
                new Watchers(topic, accounts, codec, known, reporter, journal, deadLetters, clocks, consumers);
        watchers.thread.start();
        return watchers;
    }

    /** The settings of a member of the group, besides the connection. */
    public static Properties consumerProperties(Properties connection, String group, String clientId) {
        Properties properties = new Properties();
        properties.putAll(connection);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // A new group must answer requests from before it existed.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        // After a watcher was killed, another takes over its accounts after this time.
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "6000");
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "1500");
        return properties;
    }

    /** Whether it has its assignment, which may be empty. */
    public boolean ready() {
        return joined;
    }

    /** Whether the watchers still work. */
    public boolean live() {
        return thread.isAlive();
    }

    private void work() {
        while (!closed) {
            try (Consumer<byte[], byte[]> consumer = consumers.get();
                    EarlyClose ignored = new EarlyClose(consumer)) {
                HeldPartitions held = new HeldPartitions(consumer);
                consumer.subscribe(Set.of(topic), new Rebalance(consumer));
                while (!closed) {
                    held.resumeDue();
                    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                    beginOwned(consumer);
                    dispatch(consumer, records, held);
                    commit(consumer, owned.keySet());
                }
                commit(consumer, owned.keySet());
            } catch (WakeupException | InterruptException e) {
                log.atDebug().log("The watchers were closed");
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("The watchers' consumer broke; joining again");
                pause();
            } finally {
                owned.values().forEach(Ownership::close);
                owned.clear();
            }
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        Rebalance(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> left = consumer.committed(Set.copyOf(partitions));
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata last = left.get(partition);
                long epoch = Ownership.nextEpoch(
                        last == null ? "" : last.metadata(), clocks.wall().millis());
                owned.put(partition, new Ownership(epoch, consumer.position(partition)));
            }
            joined = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit(consumer, partitions);
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> {
                Ownership ownership = owned.remove(partition);
                if (ownership != null) {
                    ownership.close();
                }
            });
        }
    }

    /** The broker accepts an epoch only from the owner, and no observation begins before that. */
    private void beginOwned(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> taken = new HashMap<>();
        owned.forEach((partition, ownership) -> {
            if (!ownership.begun()) {
                taken.put(partition, new OffsetAndMetadata(ownership.offsets().committable(), ownership.metadata()));
            }
        });
        if (!taken.isEmpty() && commit(consumer, taken)) {
            int count = consumer.partitionsFor(topic).size();
            taken.keySet().forEach(partition -> begin(partition, count));
        }
    }

    private void begin(TopicPartition partition, int partitions) {
        Ownership ownership = Objects.requireNonNull(owned.get(partition));
        ownership.begin();
        for (WatchedAccount account : accounts.values()) {
            if (Topics.partitionOf(account.name(), partitions) == partition.partition()) {
                log.atInfo()
                        .addKeyValue("account", account.name())
                        .addKeyValue("epoch", ownership.epoch())
                        .log("Watching an account");
                ownership.watchers().put(account.name(), watch(account, ownership.epoch()));
            }
        }
    }

    private WatcherThreads watch(WatchedAccount account, long epoch) {
        CatalogueWatcher catalogue = new CatalogueWatcher(account, journal, clocks);
        AccountWatcher watcher = new AccountWatcher(account, epoch, known, catalogue, reporter, journal, clocks);
        return WatcherThreads.start(account.name(), watcher, catalogue, clocks.steady());
    }

    private void dispatch(
            Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records, HeldPartitions held) {
        for (TopicPartition partition : records.partitions()) {
            Ownership ownership = owned.get(partition);
            if (ownership == null) {
                continue;
            }
            if (!ownership.begun()) {
                consumer.seek(partition, records.records(partition).getFirst().offset());
                continue;
            }
            List<ConsumerRecord<byte[], byte[]>> fetched = records.records(partition);
            for (ConsumerRecord<byte[], byte[]> record : fetched) {
                try {
                    ownership.offsets().begin(record.offset());
                    dispatch(ownership, record, held.waited(record));
                } catch (RegistryUnavailable e) {
                    log.atWarn().addKeyValue("problem", e.getMessage()).log("A request cannot be read now; waiting");
                    held.hold(record, e, fetched, codec::askAhead);
                    break;
                } catch (NotReported e) {
                    log.atWarn()
                            .addKeyValue("problem", e.getMessage())
                            .log("A dead letter of a request cannot be published now; waiting");
                    held.hold(partition, record.offset());
                    break;
                }
            }
        }
    }

    private void dispatch(Ownership ownership, ConsumerRecord<byte[], byte[]> record, Duration waited)
            throws NotReported {
        Runnable answered = () -> ownership.offsets().end(record.offset());
        try {
            if (record.value() == null) {
                throw new UndecodableRecord("the record has no value");
            }
            ObservationRequest request = codec.decode(record.value(), waited);
            WatcherThreads watcher = ownership.watchers().get(request.getAccount());
            if (watcher == null) {
                // Another provider type's group handles it.
                answered.run();
                return;
            }
            watcher.request(PendingRequest.of(
                    request, TraceParent.from(record.headers()).orElse(null), answered));
        } catch (RegistryUnavailable e) {
            throw e;
        } catch (UndecodableRecord | IllegalArgumentException e) {
            bury(record, String.valueOf(e.getMessage()), answered);
        } catch (RuntimeException e) {
            bury(record, "the request cannot be understood: " + e.getClass().getSimpleName(), answered);
        }
    }

    private void bury(ConsumerRecord<byte[], byte[]> record, String reason, Runnable answered) throws NotReported {
        deadLetters.send(record, reason, clocks.steady().now().plus(DEAD_LETTER_PATIENCE));
        answered.run();
    }

    private void commit(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Ownership ownership = owned.get(partition);
            if (ownership != null && ownership.begun() && ownership.offsets().hasMoved()) {
                long offset = ownership.offsets().committable();
                offsets.put(partition, new OffsetAndMetadata(offset, ownership.metadata()));
            }
        }
        if (!offsets.isEmpty() && commit(consumer, offsets)) {
            offsets.forEach((partition, offset) ->
                    Objects.requireNonNull(owned.get(partition)).offsets().committed(offset.offset()));
        }
    }

    /** Whether the broker accepted the offsets. Otherwise requests may be answered twice, which changes nothing. */
    private static boolean commit(Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            consumer.commitSync(offsets);
            return true;
        } catch (RetriableException | CommitFailedException | RebalanceInProgressException e) {
            log.atInfo().addKeyValue("problem", e.toString()).log("Offsets were not accepted; retrying");
            return false;
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Leaves the group; other members take over the accounts. */
    @Override
    public void close() {
        closed = true;
        try {
            if (!thread.join(Duration.ofSeconds(10))) {
                thread.interrupt();
                if (!thread.join(Duration.ofSeconds(5))) {
                    log.atWarn().log("The watchers' thread did not end in time");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.interrupt();
        }
    }
}
