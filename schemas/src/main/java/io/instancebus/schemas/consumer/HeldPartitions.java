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
 * Partitions of a consumer that pause for a moment before a record that cannot be read now, so that its other
 * partitions go on. Says how long each record of such a partition has waited: the records behind the first have waited
 * since they lay in the partition, as it has, so that all together are waited for no longer than one. For the thread of
 * the consumer.
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

    /** The record at the offset will be the next that is read of the partition, half a second from now. */
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
     * The record that cannot be read, and for what reason, will be the next that is read of its partition, half a second
     * from now. Meanwhile the registry, if it is there, is asked for the schemas of those behind it, for a second at most.
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
            // The record that is held will find out.
        }
    }

    private static OptionalInt schemaId(byte @Nullable [] value) {
        try {
            return value == null ? OptionalInt.empty() : OptionalInt.of(WireFormat.schemaId(value));
        } catch (UndecodableRecord e) {
            return OptionalInt.empty();
        }
    }

    /** How long the record at the offset has waited to be read, as far as the partition was held up; else nothing. */
    public Duration waited(TopicPartition partition, long offset) {
        Backlog backlog = backlogs.get(partition);
        return backlog == null ? Duration.ZERO : backlog.waited(offset, nanoTime.getAsLong());
    }

    /** How long the record has waited to be read. */
    public Duration waited(ConsumerRecord<?, ?> record) {
        return waited(new TopicPartition(record.topic(), record.partition()), record.offset());
    }

    /** Whether there is none, and none whose record is to be looked at again. */
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
