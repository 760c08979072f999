package io.instancebus.projector.store;

/** A partition of a topic. Its order is the order in which positions are advanced. */
public record LogPartition(String topic, int number) implements Comparable<LogPartition> {
    @Override
    public int compareTo(LogPartition other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic == 0 ? Integer.compare(number, other.number) : byTopic;
    }

    @Override
    public String toString() {
        return topic + "-" + number;
    }
}
