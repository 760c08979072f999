package io.instancebus.worker.watcher;

import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.KnownInstance;
import io.instancebus.mapping.SnapshotMapping;
import io.instancebus.schemas.consumer.EarlyClose;
import io.instancebus.schemas.consumer.HeldPartitions;
import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.serde.UnobtainableSchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An in-memory table of the topic of snapshots, for some accounts, read from its beginning and kept up to date. */
public final class StateTable implements KnownInstances, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StateTable.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** The assumed wait of skipped records: longer than any patience. */
    private static final Duration WAITED_ALREADY = Duration.ofDays(1);

    private final String topic;
    private volatile Set<String> accounts;
    private final AvroCodec<InstanceSnapshot> codec;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Map<InstanceId, KnownInstance> byId = new ConcurrentHashMap<>();
    private final Map<String, Map<InstanceId, KnownInstance>> byAccount = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile Optional<Consumer<byte[], byte[]>> current = Optional.empty();
    private final UnreadSnapshots unread = new UnreadSnapshots();
    private volatile boolean ready;
    private volatile boolean closed;
    private volatile boolean again;

    private StateTable(
            String topic,
            Set<String> accounts,
            AvroCodec<InstanceSnapshot> codec,
            Supplier<Consumer<byte[], byte[]>> consumers) {
        this.topic = topic;
        this.accounts = Set.copyOf(accounts);
        this.codec = codec;
        this.consumers = consumers;
        this.thread = Thread.ofPlatform().name("state-table").daemon().unstarted(this::read);
    }

    /** Starts to read. */
    public static StateTable start(
            String topic,
            Set<String> accounts,
            AvroCodec<InstanceSnapshot> codec,
            Supplier<Consumer<byte[], byte[]>> consumers) {
        StateTable table = new StateTable(topic, accounts, codec, consumers);
        table.thread.start();
        return table;
    }

    /** The settings of a table's consumer, besides the connection. */
    public static Properties consumerProperties(Properties connection, String clientId) {
        Properties properties = new Properties();
        properties.putAll(connection);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        return properties;
    }

    /** Follows these accounts from now on. If one is new, its skipped records are read first. */
    public void follow(Set<String> changed) {
        boolean more = !accounts.containsAll(changed);
        accounts = Set.copyOf(changed);
        byId.values().removeIf(instance -> !changed.contains(instance.account()));
        byAccount.keySet().retainAll(changed);
        again = again || more;
    }

    @Override
    public boolean ready() {
        return ready && !again;
    }

    /** Whether the table is still being read. */
    public boolean live() {
        return thread.isAlive();
    }

    @Override
    public Optional<KnownInstance> find(InstanceId id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public Collection<KnownInstance> unfinished(String account) {
        return byAccount.getOrDefault(account, Map.of()).values().stream()
                .filter(instance -> instance.state() != InstanceState.FINISH)
                .toList();
    }

    private void read() {
        while (!closed) {
            try (Consumer<byte[], byte[]> consumer = consumers.get();
                    EarlyClose ignored = new EarlyClose(consumer)) {
                current = Optional.of(consumer);
                readAll(consumer);
            } catch (WakeupException | InterruptException e) {
                log.atDebug().log("The state table was closed");
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("The state table's consumer failed; reading again from the beginning");
                pause();
            } finally {
                current = Optional.empty();
            }
        }
    }

    private void readAll(Consumer<byte[], byte[]> consumer) {
        if (again) {
            ready = false;
            again = false;
        }
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        HeldPartitions held = new HeldPartitions(consumer);
        unread.clear();
        while (!closed && !again) {
            held.resumeDue();
            takeIn(consumer.poll(POLL), held);
            unread.due().forEach(this::takeInAgain);
            if (!ready
                    && partitions.stream().allMatch(each -> consumer.position(each) >= ends.getOrDefault(each, 0L))) {
                ready = true;
                log.atInfo().addKeyValue("instances", byId.size()).log("The state table is up to date");
            }
        }
    }

    private void takeIn(ConsumerRecords<byte[], byte[]> records, HeldPartitions held) {
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> fetched = records.records(partition);
            for (ConsumerRecord<byte[], byte[]> record : fetched) {
                unread.remove(record.key());
                try {
                    takeIn(record, held.waited(record));
                } catch (RegistryUnavailable e) {
                    log.atWarn()
                            .addKeyValue("partition", partition)
                            .addKeyValue("problem", e.getMessage())
                            .log("A snapshot cannot be read now; waiting");
                    held.hold(record, e, fetched, codec::askAhead);
                    break;
                }
            }
        }
    }

    private void takeIn(ConsumerRecord<byte[], byte[]> record, Duration waited) {
        try {
            if (record.value() == null) {
                remove(new InstanceId(new String(record.key(), StandardCharsets.UTF_8)));
            } else {
                SnapshotMapping.fromAvro(codec.decode(record.value(), waited)).ifPresent(this::put);
            }
        } catch (RegistryUnavailable e) {
            throw e;
        } catch (UnobtainableSchema e) {
            leaveOut(record, String.valueOf(e.getMessage()));
            unread.add(record);
        } catch (UndecodableRecord | IllegalArgumentException e) {
            leaveOut(record, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            leaveOut(record, e.getClass().getSimpleName());
        }
    }

    private void takeInAgain(ConsumerRecord<byte[], byte[]> record) {
        try {
            takeIn(record, WAITED_ALREADY);
        } catch (RegistryUnavailable e) {
            unread.add(record);
        }
    }

    private static void leaveOut(ConsumerRecord<byte[], byte[]> record, String problem) {
        log.atError()
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("problem", problem)
                .log("A snapshot cannot be read; passes do not cover its instance");
    }

    private void put(KnownInstance instance) {
        if (accounts.contains(instance.account())) {
            byId.put(instance.id(), instance);
            byAccount
                    .computeIfAbsent(instance.account(), account -> new ConcurrentHashMap<>())
                    .put(instance.id(), instance);
        }
    }

    private void remove(InstanceId id) {
        KnownInstance gone = byId.remove(id);
        if (gone != null) {
            byAccount.getOrDefault(gone.account(), Map.of()).remove(id);
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        current.ifPresent(Consumer::wakeup);
        try {
            if (!thread.join(Duration.ofSeconds(10))) {
                thread.interrupt();
                log.atWarn().log("The state table's thread did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
