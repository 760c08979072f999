package io.instancebus.projector.store;

import java.util.List;

/** What became of a batch. */
public sealed interface Outcome {
    /** All of it is in the view, durably. */
    record Applied() implements Outcome {}

    /** Nothing was changed: the view does not stand where the batch begins, so somebody else moved it. */
    record Moved(List<LogPartition> partitions) implements Outcome {}

    /**
     * Nothing was changed: an event does not follow the one before it, which cannot happen in a log with one writer.
     *
     * @param offset of the event
     * @param version the sequence of the last event that the view or the batch has of this instance
     */
    record Gap(LogPartition partition, long offset, String instanceId, long version, long sequence) implements Outcome {
        @Override
        public String toString() {
            return "event " + sequence + " of instance " + instanceId + " at " + partition + " offset " + offset
                    + " follows event " + version;
        }
    }
}
