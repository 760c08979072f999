package io.instancebus.projector.store;

import java.util.List;

/** The outcome of a batch. */
public sealed interface BatchOutcome {
    /**
     * The whole batch is durably in the view, except events of instances that are set aside.
     *
     * @param setAside the instances that this batch caused to be set aside
     */
    record Applied(List<SetAside> setAside) implements BatchOutcome {
        public Applied {
            setAside = List.copyOf(setAside);
        }
    }

    /** Nothing was changed: the view's position is not the batch's beginning, so another projector advanced it. */
    record Moved(List<LogPartition> partitions) implements BatchOutcome {}
}
