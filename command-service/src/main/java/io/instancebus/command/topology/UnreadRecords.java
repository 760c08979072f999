package io.instancebus.command.topology;

/** How many records of a partition lie in the log that the calling stream thread has not fetched yet. */
@FunctionalInterface
public interface UnreadRecords {
    /** The number as of the latest fetch; 0 if it is not known. */
    long of(String topic, int partition);
}
