package io.instancebus.projector.store;

/**
 * How far the view has followed a partition.
 *
 * @param nextOffset the first offset that is not in the view
 * @param clusterId the Kafka cluster that the offset is of
 * @param topicId the topic's id there: a topic that was deleted and made again has another one
 */
public record Position(LogPartition partition, long nextOffset, String clusterId, String topicId) {}
