package io.instancebus.command.topology;

import io.instancebus.schemas.topic.Topics;

/**
 * The partition of a key. An instance must not have two writers, so a record that a client put into another partition
 * is forwarded to the right one before anything is decided.
 */
record Placement(int partitions) {
    boolean isRight(byte[] key, int partition) {
        return partitions == 1 || Topics.partitionOf(key, partitions) == partition;
    }
}
