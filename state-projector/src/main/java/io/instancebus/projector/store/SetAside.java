package io.instancebus.projector.store;

/**
 * An instance that the view can no longer follow. Its row stays as it was, its later events are skipped, and every
 * other instance goes on. A rebuild tries it again.
 *
 * @param partition the partition of the first event that was not applied, with the event's offset
 * @param sequence the sequence of that event
 * @param reason what is wrong with it, without its content
 */
public record SetAside(String instanceId, LogPartition partition, long offset, long sequence, String reason) {
    /** An instance with a gap in its sequence, which cannot happen in a log with one writer. */
    public static SetAside gap(String instanceId, LogPartition partition, long offset, long version, long sequence) {
        return new SetAside(
                instanceId,
                partition,
                offset,
                sequence,
                "event " + sequence + " follows event " + version + ": those between are missing from the log,"
                        + " or could not be read");
    }
}
