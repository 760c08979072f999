package io.instancebus.command;

import io.instancebus.command.state.Stores;
import io.instancebus.command.topology.BoundedMemory;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of Kafka Streams: exactly once, low latency, and a quick restart after a crash. */
public final class StreamsSettings {
    private StreamsSettings() {}

    public static Properties of(CommandServiceConfig config) {
        Properties all = new Properties();
        all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // Applies only to a stream that is behind; otherwise topology.Commits requests each commit.
        all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        // For a thread at rest; PollWait ends a poll earlier.
        all.put(StreamsConfig.POLL_MS_CONFIG, 200);
        all.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 1);
        all.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG), 5);
        // A commit sends its records in batches of at most this size, and each batch costs the broker a write.
        all.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
        // An open transaction delays all readers of committed records.
        all.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
        // The longest entry of a changelog must fit.
        all.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                Stores.MAX_ENTRY_BYTES + (128 << 10));
        // Like all topics of the bus, so that no reader has to decompress.
        all.put(StreamsConfig.topicPrefix(TopicConfig.COMPRESSION_TYPE_CONFIG), "uncompressed");
        // Never waits for the other topic: no order between commands and reports is needed, because a report answers a
        // task that an earlier command caused.
        all.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
        all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
        all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // Streams pauses and resumes partitions. One that is resumed waits until the fetch of the others is answered,
        // which may find no record: so this wait stays short even if that of other consumers is long.
        all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 500);
        all.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        all.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class);
        all.put(StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG, 3_600_000L);
        // The user's client settings override those above, but not those below.
        all.putAll(config.clientProperties());
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, Objects.requireNonNull(config.applicationId()));
        all.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Objects.requireNonNull(config.stateDirectory()).toString());
        all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Objects.requireNonNull(config.threads()));
        all.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, Objects.requireNonNull(config.standbyReplicas()));
        all.put(
                StreamsConfig.REPLICATION_FACTOR_CONFIG,
                Objects.requireNonNull(config.bus().replicationFactor()));
        // A static member resumes its partitions at once after a crash.
        all.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                Objects.requireNonNull(config.instanceName()));
        all.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        return all;
    }
}
