package io.instancebus.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartitionInfo;

/** Asks a real cluster, and leaves the leaders of partitions out of some of its answers. */
final class LeaderlessAdmin extends ForwardingAdmin {
    private final int from;
    private final int to;
    private int asked;

    /**
     * @param from the first description of topics that names no leader, counted from 1
     * @param to the last
     */
    LeaderlessAdmin(Map<String, Object> settings, int from, int to) {
        super(settings);
        this.from = from;
        this.to = to;
    }

    /** How often topics were described. */
    int asked() {
        return asked;
    }

    @Override
    public DescribeTopicsResult describeTopics(TopicCollection topics, DescribeTopicsOptions options) {
        DescribeTopicsResult result = super.describeTopics(topics, options);
        asked++;
        return asked < from || asked > to ? result : withoutLeaders(result);
    }

    private static DescribeTopicsResult withoutLeaders(DescribeTopicsResult result) {
        Map<String, KafkaFuture<TopicDescription>> leaderless = new HashMap<>();
        result.topicNameValues()
                .forEach((name, answer) -> leaderless.put(name, answer.thenApply(LeaderlessAdmin::withoutLeaders)));
        return new DescribeTopicsResult(null, leaderless) {};
    }

    private static TopicDescription withoutLeaders(TopicDescription topic) {
        List<TopicPartitionInfo> partitions = topic.partitions().stream()
                .map(partition ->
                        new TopicPartitionInfo(partition.partition(), null, partition.replicas(), partition.isr()))
                .toList();
        return new TopicDescription(topic.name(), topic.isInternal(), partitions);
    }
}
