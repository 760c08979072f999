package io.instancebus.command.topology;

import io.instancebus.command.state.Instances;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.InstanceId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a step leads to, complete and encoded before the first byte of it is written. */
record Outcome(
        List<Outgoing> records,
        @Nullable Change change,
        @Nullable Remembered remembered) {
    Outcome {
        records = List.copyOf(records);
    }

    static Outcome of(Outgoing record) {
        return new Outcome(List.of(record), null, null);
    }

    Outcome with(Outgoing record) {
        List<Outgoing> more = new java.util.ArrayList<>(records);
        more.add(record);
        return new Outcome(more, change, remembered);
    }

    /** A command whose duplicates change nothing from now on, whatever the answer was. */
    record Remembered(InstanceId instanceId, CommandId commandId) {}

    /**
     * What is kept of an instance from now on.
     *
     * @param changed whether that is something else than before
     * @param kept null where nothing is to be kept
     */
    record Change(
            InstanceId id,
            boolean changed,
            Instances.@Nullable Kept kept,
            @Nullable Instant dueBefore,
            @Nullable Instant dueAfter) {}
}
