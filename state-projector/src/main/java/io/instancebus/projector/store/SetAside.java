package io.instancebus.projector.store;

/**
 * An instance whose history cannot be followed any further. Its row stays as it was, its later events are passed over,
 * and every other instance goes on; a rebuild tries again.
 *
 * @param partition where the first event lies that was not taken, with its offset there
 * @param sequence of that event
 * @param reason what is wrong with it, in words that show nothing of its content
 */
public record SetAside(String instanceId, LogPartition partition, long offset, long sequence, String reason) {
    /** An event that does not follow the last one, which cannot happen in a log with one writer. */
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
