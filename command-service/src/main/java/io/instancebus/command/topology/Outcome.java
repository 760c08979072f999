package io.instancebus.command.topology;

import io.instancebus.command.state.Instances;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.InstanceId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of a step, complete and encoded before its first byte is written. */
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

    /** A decided command, whose duplicates change nothing from now on. */
    record Remembered(InstanceId instanceId, CommandId commandId) {}

    /**
     * The new stored state of an instance.
     *
     * @param changed whether it differs from the state before
     * @param kept null to store nothing
     */
    record Change(
            InstanceId id,
            boolean changed,
            Instances.@Nullable Kept kept,
            @Nullable Instant dueBefore,
            @Nullable Instant dueAfter) {}
}
