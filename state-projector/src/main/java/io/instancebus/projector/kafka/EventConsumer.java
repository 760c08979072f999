package io.instancebus.projector.kafka;

import io.instancebus.projector.store.Batch;
import io.instancebus.projector.store.BatchOutcome;
import io.instancebus.projector.store.Entry;
import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.SetAside;
import io.instancebus.projector.store.UnusableView;
import io.instancebus.projector.store.ViewStore;
import io.instancebus.schemas.consumer.HeldPartitions;
import io.instancebus.schemas.registry.RegistryUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
 * Follows the log into the view. The view determines where to continue, never the consumer group: after any failure the
 * consumer reads the positions from the view and continues there. One thread runs it; any thread may read its {@link
 * Progress} or {@link #stop} it.
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
    private final EventDeadLetters deadLetters;
    private final Progress progress;
    private final HeldPartitions held;

    /** The positions of the view in the assigned partitions. */
    private final Map<LogPartition, Long> stands = new HashMap<>();

    /** What was read and decoded since the current batch began to be written. */
    private final Gathered gathered;

    /** Whether a batch waits until it is full as long as more records wait. */
    private final boolean patient;

    /** Writes the current batch, while the next is fetched and decoded. */
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
            EventDeadLetters deadLetters,
            Progress progress,
            Gathered gathered,
            boolean patient) {
        this.consumer = consumer;
        this.held = new HeldPartitions(consumer);
        this.store = store;
        this.positions = positions;
        this.eventLog = eventLog;
        this.decoding = decoding;
        this.deadLetters = deadLetters;
        this.progress = progress;
        this.gathered = gathered;
        this.patient = patient;
    }

    /** Shares the partitions with the other members of the group. */
    void subscribe(Collection<String> topics) {
        consumer.subscribe(topics, new Rebalancing());
    }

    /** Takes all these partitions, without a group. */
    void assign(Collection<LogPartition> partitions) {
        consumer.assign(partitions.stream().map(EventLog::kafka).toList());
    }

    /**
     * Follows the log until stopped, or until the condition holds. Retries after transient failures.
     *
     * @throws UnusableView if the view cannot follow this log
     */
    void run(BooleanSupplier enough) {
        try {
            follow(enough);
        } finally {
            // Only after run has returned may the caller close the store.
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
                log.atDebug().log("Woken up to stop");
            } catch (RuntimeException e) {
                progress.problem("the view is not up to date: " + e.getMessage());
                log.atWarn().setCause(e).addKeyValue("pauseMillis", pauseMillis).log("Retrying after a pause");
                pause();
            }
        }
    }

    /** Makes {@link #run} return soon. For any thread. */
    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    private void step() {
        if (unsettled) {
            settle();
        }
        held.resumeDue();
        ConsumerRecords<byte[], byte[]> records =
                consumer.poll(underWay == null && gathered.isEmpty() ? POLL : POLL_MEANWHILE);
        if (!records.isEmpty() && !unsettledFor(records)) {
            gather(records);
        }
        boolean behind = isBehind();
        if (!unsettled && behind && gathered.hasRoom() && (isWriting() || patient && !records.isEmpty())) {
            return;
        }
        if (gathered.isEmpty() || unsettled) {
            finish();
        } else {
            takeNext(behind);
        }
        if (!unsettled) {
            report();
        }
    }

    private void takeNext(boolean behind) {
        Batch next = gathered.next();
        Supplier<BatchOutcome> write = store.prepare(next);
        deadLetters.settle();
        finish();
        if (!unsettled) {
            take(next, write, behind);
        }
    }

    private void report() {
        UnderWay writing = underWay;
        if (writing == null) {
            progress.at(consumer);
        } else {
            progress.behind(consumer, writing.batch().size());
        }
        if (!held.isEmpty()) {
            progress.problem("some partitions wait for the schema registry");
        }
    }

    /** Whether more records wait, as far as the last fetches know. Partitions that are held do not count. */
    private boolean isBehind() {
        Set<TopicPartition> waiting = new HashSet<>(consumer.assignment());
        waiting.removeAll(consumer.paused());
        return waiting.stream()
                .anyMatch(partition -> consumer.currentLag(partition).orElse(0) > 0);
    }

    private boolean isWriting() {
        UnderWay last = underWay;
        return last != null && !last.outcome().isDone();
    }

    /** @param behind whether more records wait, so that it pays to decode them while this batch is written */
    private void take(Batch batch, Supplier<BatchOutcome> write, boolean behind) {
        batch.partitions().forEach(part -> stands.put(part.partition(), part.nextOffset()));
        if (behind) {
            underWay = new UnderWay(batch, writer.submit(write::get));
        } else {
            take(batch, write.get());
        }
    }

    /** Waits for the batch in progress, if there is one, and evaluates its outcome. */
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

    /** A rebalance within the poll may have revoked partitions whose records the poll still returns. */
    private boolean unsettledFor(ConsumerRecords<byte[], byte[]> records) {
        return !records.partitions().stream().allMatch(partition -> stands.containsKey(EventLog.log(partition)));
    }

    private void settle() {
        Set<TopicPartition> assigned = consumer.assignment();
        List<LogPartition> ours = assigned.stream().map(EventLog::log).toList();
        gathered.clear();
        stands.clear();
        stands.putAll(positions.of(ours));
        stands.forEach((partition, offset) -> consumer.seek(EventLog.kafka(partition), offset));
        progress.aim(ours, eventLog);
        consumer.resume(assigned);
        unsettled = false;
    }

    private void gather(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            List<Entry> entries = entries(partition, records.records(partition));
            LogPartition ours = EventLog.log(partition);
            Long from = stands.get(ours);
            if (from == null) {
                throw new IllegalStateException(ours + " is not followed");
            }
            gathered.add(ours, from, consumer.position(partition), entries, bytes(records.records(partition)));
        }
    }

    private static long bytes(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .mapToLong(record -> Math.max(0, record.serializedValueSize()))
                .sum();
    }

    /** The entries up to the first record that cannot be read now: its partition waits, and the others go on. */
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
                        .log("A record cannot be read now; its partition waits");
                held.hold(arrived, e, records, decoding::askAhead);
                break;
            }
        }
        return entries;
    }

    /** The expected position was recorded before the write; if the write failed, the view is asked again. */
    private void take(Batch batch, BatchOutcome outcome) {
        switch (outcome) {
            case BatchOutcome.Applied applied -> {
                progress.applied(batch.size());
                applied.setAside().forEach(EventConsumer::logSetAside);
                progress.setAside(applied.setAside().size());
            }
            case BatchOutcome.Moved moved -> {
                log.atWarn()
                        .addKeyValue("partitions", moved.partitions())
                        .log("Another projector has advanced the view; reading its positions");
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
                .log("An instance is set aside: its row stays as it is until the view is rebuilt; the others go on");
    }

    /** Pauses, but stays in the group and takes no records. */
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
            log.atDebug().log("Woken up to stop");
        }
    }

    /** Call this only after {@link #run} has returned. */
    @Override
    public void close() {
        writer.shutdown();
    }

    /** A batch that is being written. */
    private record UnderWay(Batch batch, Future<BatchOutcome> outcome) {
        /** The outcome; throws the store's exception. */
        BatchOutcome await() {
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

        /** Whether the batch was applied, as far as is known here. */
        boolean applied() {
            try {
                return await() instanceof BatchOutcome.Applied;
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("a batch did not enter the view; the view will be asked where it stands");
                return false;
            }
        }
    }

    /** New partitions are paused until their positions were read from the view. */
    private final class Rebalancing implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            // No offset is committed, and Kafka needs a position at once.
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
