package io.instancebus.projector.kafka;

import io.instancebus.projector.store.LogPartition;
import io.instancebus.schemas.topic.FirstAnswer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queries about the log that read no records. Throws KafkaException when the cluster does not answer. */
final class EventLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLog.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Admin admin;
    private final List<String> topics;

    private EventLog(Properties clientProperties, List<String> topics) {
        this.admin = Admin.create(clientProperties);
        this.topics = topics;
    }

    /**
     * Waits until the topics can be read: the command service creates them, and may have been started at the same time.
     */
    static EventLog open(Properties clientProperties, List<String> topics, Duration patience) {
        EventLog opened = new EventLog(clientProperties, topics);
        try {
            FirstAnswer.await(opened.admin, clientProperties.getProperty("bootstrap.servers"), patience);
            opened.await(patience);
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void await(Duration patience) {
        long giveUp = System.nanoTime() + patience.toNanos();
        boolean said = false;
        while (true) {
            try {
                // A topic is listed a moment before its partitions can be queried.
                var _ = ends(partitions());
                return;
            } catch (InvalidMetadataException notYet) {
                if (System.nanoTime() > giveUp) {
                    throw notYet;
                }
                if (!said) {
                    said = true;
                    log.atWarn()
                            .addKeyValue("topics", topics)
                            .addKeyValue("reason", notYet.getMessage())
                            .log("Waiting for the topics, which the command service creates");
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    LogIdentity identity() {
        String clusterId = get(admin.describeCluster().clusterId());
        Map<String, String> ids = describe().values().stream()
                .collect(Collectors.toMap(
                        TopicDescription::name, topic -> topic.topicId().toString()));
        return new LogIdentity(clusterId, ids);
    }

    List<LogPartition> partitions() {
        return describe().values().stream()
                .flatMap(topic ->
                        topic.partitions().stream().map(info -> new LogPartition(topic.name(), info.partition())))
                .sorted()
                .toList();
    }

    private Map<String, TopicDescription> describe() {
        return get(admin.describeTopics(topics).allTopicNames());
    }

    Map<LogPartition, Long> beginnings(Collection<LogPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** The end offsets, uncommitted records included. */
    Map<LogPartition, Long> ends(Collection<LogPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** The end offsets of the committed records. */
    Map<LogPartition, Long> committedEnds(Collection<LogPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    private Map<LogPartition, Long> offsets(
            Collection<LogPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(EventLog::kafka, partition -> spec));
        Map<TopicPartition, ListOffsetsResultInfo> found =
                get(admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all());
        Map<LogPartition, Long> offsets = new HashMap<>();
        found.forEach((partition, info) -> offsets.put(log(partition), info.offset()));
        return offsets;
    }

    static TopicPartition kafka(LogPartition partition) {
        return new TopicPartition(partition.topic(), partition.number());
    }

    static LogPartition log(TopicPartition partition) {
        return new LogPartition(partition.topic(), partition.partition());
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka did not answer within " + TIMEOUT, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
