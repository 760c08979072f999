package io.instancebus.projector.store;

/**
 * How far the view has followed a partition.
 *
 * @param nextOffset the first offset that is not in the view
 * @param clusterId the Kafka cluster of the offset
 * @param topicId the topic's id in that cluster: a topic that was deleted and created again has another one
 */
public record Position(LogPartition partition, long nextOffset, String clusterId, String topicId) {}
