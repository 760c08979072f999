package io.instancebus.projector.kafka;

import io.instancebus.projector.store.LogPartition;
import io.instancebus.projector.store.Position;
import java.util.Map;
import java.util.Objects;

/**
 * The identity of a log: the cluster, and the ids of its topics.
 *
 * @param topicIds the ids of the topics by name
 */
record LogIdentity(String clusterId, Map<String, String> topicIds) {
    LogIdentity {
        topicIds = Map.copyOf(topicIds);
    }

    Position at(LogPartition partition, long offset) {
        return new Position(partition, offset, clusterId, Objects.requireNonNull(topicIds.get(partition.topic())));
    }

    boolean holds(Position position) {
        return clusterId.equals(position.clusterId())
                && position.topicId().equals(topicIds.get(position.partition().topic()));
    }
}
