package io.instancebus.command.state;

import io.instancebus.domain.Aggregate;
import io.instancebus.domain.CommandId;
import io.instancebus.schemas.header.TraceParent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The traces in which the commands of an instance were published. They are kept as long as the commands are under way,
 * because much of what a command leads to follows from another record, or from none: a deadline, a look, a destroy that
 * supersedes it.
 *
 * @param byCommand without the commands that were published in no trace
 */
public record CommandTraces(Map<CommandId, TraceParent> byCommand) {
    public static final CommandTraces NONE = new CommandTraces(Map.of());

    public CommandTraces {
        byCommand = Map.copyOf(byCommand);
    }

    public Optional<TraceParent> of(CommandId id) {
        return Optional.ofNullable(byCommand.get(id));
    }

    public CommandTraces with(CommandId id, TraceParent trace) {
        Map<CommandId, TraceParent> more = new HashMap<>(byCommand);
        more.put(id, trace);
        return new CommandTraces(more);
    }

    /** Those of the commands that are under way still, so that there are never more than an instance may have of these. */
    public CommandTraces underWay(Aggregate instance) {
        if (byCommand.isEmpty()) {
            return this;
        }
        Set<CommandId> underWay = switch (instance) {
            case Aggregate.Live live -> live.inFlight().commandIds();
            case Aggregate.Tombstone tombstone -> Set.of();
        };
        if (underWay.containsAll(byCommand.keySet())) {
            return this;
        }
        Map<CommandId, TraceParent> left = new HashMap<>(byCommand);
        left.keySet().retainAll(underWay);
        return new CommandTraces(left);
    }
}
