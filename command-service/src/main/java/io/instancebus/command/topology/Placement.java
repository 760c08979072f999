package io.instancebus.command.topology;

import io.instancebus.schemas.topic.Topics;

/**
 * Where a key's records must lie. An instance must not have two writers, so what a publisher's client placed elsewhere
 * is sent on to its place before anything is decided.
 */
record Placement(int partitions) {
    boolean isRight(byte[] key, int partition) {
        return partitions == 1 || Topics.partitionOf(key, partitions) == partition;
    }
}
