package io.instancebus.worker.hand;

import io.instancebus.schemas.BusConnection;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The settings of a hand.
 *
 * @param group the share group
 * @param slots the number of records in progress, settled or not; at least 1
 * @param lock the time for which the broker reserves a record for the hand
 * @param closeTimeout the default time for which a hand that is closed waits for tasks in progress
 */
public record HandSettings(String topic, String group, int slots, Duration lock, Duration closeTimeout) {
    /** The members of the share group in each hand. */
    static final int TAKERS = 4;

    /** A hand without free slots does not poll, and a run may take an hour. */
    private static final Duration LONGEST_WITHOUT_POLL = Duration.ofHours(3);

    /**
     * The batch size of each taker. A batch is taken only when there is a slot for each of its records, so that half of
     * the slots are left for tasks that are settled and still in progress.
     */
    int batch() {
        return Math.max(1, slots / (2 * TAKERS));
    }

    Properties consumerProperties(BusConnection bus, String clientId) {
        Properties properties = bus.clientProperties();
        // A share group has no member names.
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
