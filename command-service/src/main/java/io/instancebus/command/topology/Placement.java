package io.instancebus.command.topology;

import org.apache.kafka.common.utils.Utils;

/**
 * Where a key's records must lie: where Kafka's Java client puts them. Other clients place keys differently unless
 * told (librdkafka: {@code partitioner=murmur2_random}), and an instance must not have two writers; so what lies
 * elsewhere is sent on to its place before anything is decided.
 */
record Placement(int partitions) {
    boolean isRight(byte[] key, int partition) {
        return partitions == 1 || Utils.toPositive(Utils.murmur2(key)) % partitions == partition;
    }
}
