package io.instancebus.schemas.consumer;

import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.registry.SchemaPending;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.serde.WireFormat;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The held partitions of a consumer: each pauses for a moment before a record that cannot be read now, while the other
 * partitions continue. It knows how long each record of such a partition has waited. The records behind the first one
 * wait at the same time, so that all together wait no longer than one. Only for the consumer's thread.
 */
public final class HeldPartitions {
    private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();
    private static final long ASKING_NANOS = Duration.ofSeconds(1).toNanos();

    private record Held(long offset, long since) {}

    private final Consumer<?, ?> consumer;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Held> held = new HashMap<>();
    private final Map<TopicPartition, Backlog> backlogs = new HashMap<>();

    public HeldPartitions(Consumer<?, ?> consumer) {
        this(consumer, System::nanoTime);
    }

    HeldPartitions(Consumer<?, ?> consumer, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.nanoTime = nanoTime;
    }

    /** Holds the partition: the record at the offset is read next, half a second from now. */
    public void hold(TopicPartition partition, long offset) {
        long now = nanoTime.getAsLong();
        OptionalLong lag = consumer.currentLag(partition);
        long end = lag.isPresent() ? consumer.position(partition) + lag.getAsLong() : 0;
        consumer.seek(partition, offset);
        consumer.pause(List.of(partition));
        held.put(partition, new Held(offset, now));
        backlogs.computeIfAbsent(partition, each -> new Backlog()).heldAt(offset, Math.max(end, offset + 1), now);
    }

    /**
     * Holds the partition before the record that cannot be read, with the reason: it is read next, half a second from
     * now. Meanwhile this asks the registry, if it is reachable, for the schemas of the records behind it, for at most
     * a second.
     *
     * @param fetched records of the partition with it among them
     * @param askAhead asks for the schema with an id
     */
    public <K> void hold(
            ConsumerRecord<K, byte[]> record,
            RegistryUnavailable why,
            List<ConsumerRecord<K, byte[]>> fetched,
            IntConsumer askAhead) {
        hold(new TopicPartition(record.topic(), record.partition()), record.offset());
        if (!(why instanceof SchemaPending)) {
            return;
        }
        long until = nanoTime.getAsLong() + ASKING_NANOS;
        try {
            for (ConsumerRecord<K, byte[]> behind : fetched) {
                if (nanoTime.getAsLong() - until >= 0) {
                    return;
                }
                if (behind.offset() > record.offset()) {
                    schemaId(behind.value()).ifPresent(askAhead);
                }
            }
        } catch (RegistryUnavailable e) {
            // The next attempt to read the held record will show this.
        }
    }

    private static OptionalInt schemaId(byte @Nullable [] value) {
        try {
            return value == null ? OptionalInt.empty() : OptionalInt.of(WireFormat.schemaId(value));
        } catch (UndecodableRecord e) {
            return OptionalInt.empty();
        }
    }

    /** How long the record at the offset has waited in a held partition; zero if the partition was not held. */
    public Duration waited(TopicPartition partition, long offset) {
        Backlog backlog = backlogs.get(partition);
        return backlog == null ? Duration.ZERO : backlog.waited(offset, nanoTime.getAsLong());
    }

    /** How long the record has waited to be read. */
    public Duration waited(ConsumerRecord<?, ?> record) {
        return waited(new TopicPartition(record.topic(), record.partition()), record.offset());
    }

    /** Whether no partition is held, and none waits for its record to be read again. */
    public boolean isEmpty() {
        return held.isEmpty();
    }

    /** Called before each poll. */
    public void resumeDue() {
        if (held.isEmpty()) {
            return;
        }
        Set<TopicPartition> ours = consumer.assignment();
        held.entrySet()
                .removeIf(each ->
                        !ours.contains(each.getKey()) || consumer.position(each.getKey()) > each.getValue().offset);
        backlogs.keySet().retainAll(ours);
        long now = nanoTime.getAsLong();
        consumer.resume(held.entrySet().stream()
                .filter(each -> now - each.getValue().since >= PAUSE_NANOS)
                .map(Map.Entry::getKey)
                .toList());
    }
}
