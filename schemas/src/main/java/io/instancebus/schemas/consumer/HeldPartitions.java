package io.instancebus.schemas.consumer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Partitions of a consumer that pause for a moment before a record that cannot be read now, so that its other
 * partitions go on. For the thread of the consumer.
 */
public final class HeldPartitions {
    private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private record Held(long offset, long since) {}

    private final Consumer<?, ?> consumer;
    private final Map<TopicPartition, Held> held = new HashMap<>();

    public HeldPartitions(Consumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    /** The record at the offset will be the next that is read of the partition, half a second from now. */
    public void hold(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
        consumer.pause(List.of(partition));
        held.put(partition, new Held(offset, System.nanoTime()));
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
        long now = System.nanoTime();
        consumer.resume(held.entrySet().stream()
                .filter(each -> now - each.getValue().since >= PAUSE_NANOS)
                .map(Map.Entry::getKey)
                .toList());
    }
}
