package io.instancebus.client;

/** The position at which a subscription begins. */
public enum StartAt {
    /** At the first event that Kafka still has. */
    BEGINNING,
    /** After the last event that was written before the subscription was made. */
    LATEST
}
