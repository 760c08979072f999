package io.instancebus.worker.hand;

import io.instancebus.schemas.BusConnection;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a hand takes and how much of it.
 *
 * @param group the share group
 * @param slots how many records are dealt with at once, settled or not; at least 1
 * @param lock how long the broker gives a record to nobody else
 * @param closeTimeout how long a hand that is closed waits for what is under way, if nothing else is said
 */
public record HandSettings(String topic, String group, int slots, Duration lock, Duration closeTimeout) {
    /** A hand that is out of slots does not poll, and a run may take an hour. */
    private static final Duration LONGEST_WITHOUT_POLL = Duration.ofHours(3);

    /** A batch is small beside the slots, since no batch is taken before there is a slot for each of its records. */
    int batch() {
        return Math.max(1, slots / 4);
    }

    Properties consumerProperties(BusConnection bus, String clientId) {
        Properties properties = bus.clientProperties();
        // A share group knows its members by no name of theirs.
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        properties.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batch());
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Math.toIntExact(LONGEST_WITHOUT_POLL.toMillis()));
        return properties;
    }
}
