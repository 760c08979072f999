package io.instancebus.projector.store;

import java.util.List;

/** What became of a batch. */
public sealed interface Outcome {
    /**
     * All of it is in the view, durably, but for the events of instances that are set aside.
     *
     * @param setAside the instances that this batch made it set aside
     */
    record Applied(List<SetAside> setAside) implements Outcome {
        public Applied {
            setAside = List.copyOf(setAside);
        }
    }

    /** Nothing was changed: the view does not stand where the batch begins, so somebody else moved it. */
    record Moved(List<LogPartition> partitions) implements Outcome {}
}
