package io.instancebus.client;

import io.instancebus.avro.InstanceEvent;
import org.apache.kafka.common.TopicPartition;

/** Receives events, one at a time, in order for each instance. Called by the subscription's own thread. */
@FunctionalInterface
public interface EventListener {
    /** An exception thrown here ends the subscription, see {@link Subscription#ended}. */
    void onEvent(InstanceEvent event);

    /** A record can never be decoded; the subscription continues after it. */
    default void onUndecodable(TopicPartition partition, long offset, String reason) {}
}
