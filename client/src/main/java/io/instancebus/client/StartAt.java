package io.instancebus.client;

/** Where a subscription begins. */
public enum StartAt {
    /** With the first event that is kept. */
    BEGINNING,
    /** With what is written after the subscription was made. */
    LATEST
}
