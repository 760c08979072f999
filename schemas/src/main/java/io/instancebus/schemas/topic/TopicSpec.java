package io.instancebus.schemas.topic;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The required settings of one topic.
 *
 * @param name the name with its prefix
 * @param fixedPartitions whether the count is part of the contract: an instance's records must stay where its state is
 * @param retention how long records stay; empty for unlimited
 * @param valueSchema the schema of the values; empty for raw bytes
 */
public record TopicSpec(
        String name,
        int partitions,
        short replicationFactor,
        boolean fixedPartitions,
        Cleanup cleanup,
        Optional<Duration> retention,
        Timestamps timestamps,
        Optional<Schema> valueSchema) {
    /** The longest record batch: a value of 1 MiB with its key and headers. */
    public static final int MAX_MESSAGE_BYTES = (1 << 20) + (64 << 10);

    /** The clean-up policy of old records. */
    public enum Cleanup {
        DELETE("delete"),
        COMPACT("compact"),
        COMPACT_AND_DELETE("compact,delete");

        private final String config;

        Cleanup(String config) {
            this.config = config;
        }

        public String config() {
            return config;
        }
    }

    /** The clock that a record's timestamp comes from. */
    public enum Timestamps {
        PUBLISHER("CreateTime"),
        BROKER("LogAppendTime");

        private final String config;

        Timestamps(String config) {
            this.config = config;
        }

        public String config() {
            return config;
        }
    }

    public TopicSpec {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be at least 1: " + partitions);
        }
        if (replicationFactor < 1) {
            throw new IllegalArgumentException("replication factor must be at least 1: " + replicationFactor);
        }
    }

    /** The topic's settings by Kafka's names. */
    public Map<String, String> configs() {
        Map<String, String> configs = new TreeMap<>();
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup.config());
        configs.put(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retention.map(Duration::toMillis).orElse(-1L)));
        configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, timestamps.config());
        configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_MESSAGE_BYTES));
        // The broker unpacks compressed batches, within the bound above, so that readers need not.
        configs.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "uncompressed");
        // One broker may fail, and acknowledged records are still on another.
        configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(Math.max(1, replicationFactor - 1)));
        return configs;
    }

    NewTopic newTopic() {
        return new NewTopic(name, partitions, replicationFactor).configs(configs());
    }
}
