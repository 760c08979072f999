package io.instancebus.projector.kafka;

import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.Outcome;
import io.instancebus.projector.store.PartitionBatch;
import io.instancebus.projector.store.SetAside;
import io.instancebus.projector.store.UnusableView;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.schemas.consumer.HeldPartitions;
import io.instancebus.schemas.registry.RegistryUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log into the view. The view says where to go on, never the consumer group: whatever goes wrong, the
 * eventConsumer asks the view where it stands and reads from there. One thread runs it; any thread may look at its
 * {@link Progress} or {@link #stop} it.
 */
public final class EventConsumer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration POLL_MEANWHILE = Duration.ofMillis(50);
    private static final Duration POLL_PAUSED = Duration.ofMillis(50);
    private static final long SHORTEST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Consumer<byte[], byte[]> consumer;
    private final ViewStore store;
    private final ViewPositions positions;
    private final EventLog eventLog;
    private final Decoding decoding;
    private final DeadLetters deadLetters;
    private final Progress progress;
    private final HeldPartitions held;

    /** Where the view stands in the partitions that are ours. */
    private final Map<LogPartition, Long> stands = new HashMap<>();

    private final int batchSize;
    /** Writes the batch that is under way, while the next is fetched and decoded. */
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("view-writer").factory());

    private @Nullable UnderWay underWay;
    private boolean unsettled = true;
    private long pauseMillis = SHORTEST_PAUSE_MILLIS;
    private volatile boolean stopping;

    EventConsumer(
            Consumer<byte[], byte[]> consumer,
            ViewStore store,
            ViewPositions positions,
            EventLog eventLog,
            Decoding decoding,
            DeadLetters deadLetters,
            Progress progress,
            int batchSize) {
        this.consumer = consumer;
        this.held = new HeldPartitions(consumer);
        this.store = store;
        this.positions = positions;
        this.eventLog = eventLog;
        this.decoding = decoding;
        this.deadLetters = deadLetters;
        this.progress = progress;
        this.batchSize = batchSize;
    }

    /** Shares the partitions with the other members of its group. */
    void subscribe(Collection<String> topics) {
        consumer.subscribe(topics, new Rebalancing());
    }

    /** Takes all these partitions, whoever else does. */
    void assign(Collection<LogPartition> partitions) {
        consumer.assign(partitions.stream().map(EventLog::kafka).toList());
    }

    /**
     * Follows until told to stop, or the condition holds. What may pass is waited for.
     *
     * @throws UnusableView if the view cannot follow this log
     */
    void run(BooleanSupplier enough) {
        try {
            follow(enough);
        } finally {
            // Whoever is told that this has ended may close the store.
            awaitUnderWay();
        }
    }

    private void follow(BooleanSupplier enough) {
        while (!stopping && !enough.getAsBoolean()) {
            try {
                step();
                pauseMillis = SHORTEST_PAUSE_MILLIS;
            } catch (UnusableView | InterruptException e) {
                throw e;
            } catch (WakeupException e) {
                log.atDebug().log("woken up to stop");
            } catch (RuntimeException e) {
                progress.problem("the view is not kept up: " + e.getMessage());
                log.atWarn().setCause(e).addKeyValue("pauseMillis", pauseMillis).log("trying again after a pause");
                pause();
            }
        }
    }

    /** From any thread: {@link #run} returns soon. */
    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    private void step() {
        if (unsettled) {
            settle();
        }
        held.resumeDue();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(underWay == null ? POLL : POLL_MEANWHILE);
        Batch next = records.isEmpty() || unsettledFor(records) ? null : batch(records);
        finish();
        if (next != null && !unsettled && !next.partitions().isEmpty()) {
            take(next, records.count() >= batchSize);
        }
        if (!unsettled && underWay == null) {
            progress.at(consumer);
            if (!held.isEmpty()) {
                progress.problem("some partitions wait for the schema registry");
            }
        }
    }

    /** @param behind whether more is waiting, so that it pays to look at it while this is written */
    private void take(Batch batch, boolean behind) {
        batch.partitions().forEach(part -> stands.put(part.partition(), part.nextOffset()));
        if (behind) {
            underWay = new UnderWay(batch, writer.submit(() -> store.apply(batch)));
        } else {
            take(batch, store.apply(batch));
        }
    }

    /** Waits for the batch that is under way, if there is one, and looks at what became of it. */
    private void finish() {
        UnderWay last = underWay;
        if (last != null) {
            underWay = null;
            take(last.batch(), last.await());
        }
    }

    private void awaitUnderWay() {
        UnderWay last = underWay;
        if (last != null) {
            underWay = null;
            unsettled = true;
            if (last.applied()) {
                progress.applied(last.batch().size());
            }
        }
    }

    /** A rebalance within the poll may have taken partitions away whose records it still returns. */
    private boolean unsettledFor(ConsumerRecords<byte[], byte[]> records) {
        return !records.partitions().stream().allMatch(partition -> stands.containsKey(EventLog.log(partition)));
    }

    private void settle() {
        Set<TopicPartition> assigned = consumer.assignment();
        List<LogPartition> ours = assigned.stream().map(EventLog::log).toList();
        stands.clear();
        stands.putAll(positions.of(ours));
        stands.forEach((partition, offset) -> consumer.seek(EventLog.kafka(partition), offset));
        progress.aim(ours, eventLog);
        consumer.resume(assigned);
        unsettled = false;
    }

    private Batch batch(ConsumerRecords<byte[], byte[]> records) {
        List<PartitionBatch> parts = new ArrayList<>();
        for (TopicPartition partition : records.partitions()) {
            List<Entry> entries = entries(partition, records.records(partition));
            LogPartition ours = EventLog.log(partition);
            Long from = stands.get(ours);
            if (from == null) {
                throw new IllegalStateException(ours + " is not followed");
            }
            long next = consumer.position(partition);
            if (next > from) {
                parts.add(new PartitionBatch(ours, from, next, entries));
            }
        }
        deadLetters.settle();
        return new Batch(parts);
    }

    /** Up to the first record that cannot be read now, before which its partition waits; the others go on. */
    private List<Entry> entries(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        List<Entry> entries = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> arrived : records) {
            try {
                decoding.entry(arrived, held.waited(arrived)).ifPresent(entries::add);
            } catch (RegistryUnavailable e) {
                log.atWarn()
                        .addKeyValue("partition", partition)
                        .addKeyValue("offset", arrived.offset())
                        .addKeyValue("problem", e.getMessage())
                        .log("a record cannot be read now; its partition waits");
                held.hold(arrived, e, records, decoding::askAhead);
                break;
            }
        }
        return entries;
    }

    /** Where the view stands was put down before it stood there: when it does not, it is asked again. */
    private void take(Batch batch, Outcome outcome) {
        switch (outcome) {
            case Outcome.Applied applied -> {
                progress.applied(batch.size());
                applied.setAside().forEach(EventConsumer::logSetAside);
                progress.setAside(applied.setAside().size());
            }
            case Outcome.Moved moved -> {
                log.atWarn()
                        .addKeyValue("partitions", moved.partitions())
                        .log("somebody else has moved the view on; asking where it stands");
                unsettled = true;
            }
        }
    }

    private static void logSetAside(SetAside setAside) {
        log.atError()
                .addKeyValue("instanceId", setAside.instanceId())
                .addKeyValue("partition", setAside.partition())
                .addKeyValue("offset", setAside.offset())
                .addKeyValue("sequence", setAside.sequence())
                .addKeyValue("reason", setAside.reason())
                .log("an instance is set aside: its row stays as it is until the view is rebuilt; the others go on");
    }

    /** Stays in the group meanwhile, and takes nothing. */
    private void pause() {
        unsettled = true;
        awaitUnderWay();
        long until = System.nanoTime() + Duration.ofMillis(pauseMillis).toNanos();
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
        try {
            while (!stopping && System.nanoTime() < until) {
                consumer.pause(consumer.assignment());
                consumer.poll(POLL_PAUSED);
            }
        } catch (WakeupException e) {
            log.atDebug().log("woken up to stop");
        }
    }

    /** Only when {@link #run} has returned. */
    @Override
    public void close() {
        writer.shutdown();
    }

    /** A batch on its way into the view. */
    private record UnderWay(Batch batch, Future<Outcome> outcome) {
        /** Throws what the store threw. */
        Outcome await() {
            try {
                return outcome.get();
            } catch (InterruptedException e) {
                outcome.cancel(true);
                throw new InterruptException(e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failure
                        ? failure
                        : new IllegalStateException(e.getCause());
            }
        }

        /** Whether it entered the view, as far as can be told here. */
        boolean applied() {
            try {
                return await() instanceof Outcome.Applied;
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("a batch did not enter the view; the view will be asked where it stands");
                return false;
            }
        }
    }

    /** New partitions wait, paused, until the view was asked where it stands in them. */
    private final class Rebalancing implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            // There is no committed offset to begin at, and Kafka insists on one at once.
            added.forEach(partition -> consumer.seek(partition, 0));
            consumer.pause(added);
            unsettled = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> taken) {
            taken.forEach(partition -> stands.remove(EventLog.log(partition)));
            unsettled = true;
        }
    }
}
