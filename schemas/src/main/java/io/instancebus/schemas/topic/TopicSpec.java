package io.instancebus.schemas.topic;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How one topic must be.
 *
 * @param name with its prefix
 * @param fixedPartitions whether the count is part of the contract: an instance's records must stay where its state is
 * @param retention how long records stay; empty for ever
 * @param valueSchema empty where values are raw bytes
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

    /** What becomes of old records. */
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

    /** Whose clock a record's timestamp is. */
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
        // What a publisher compressed is unpacked by the broker, against the bound above, and not by every reader.
        configs.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "uncompressed");
        // One broker may be away, and what was acknowledged is still on another.
        configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(Math.max(1, replicationFactor - 1)));
        return configs;
    }

    NewTopic newTopic() {
        return new NewTopic(name, partitions, replicationFactor).configs(configs());
    }
}
