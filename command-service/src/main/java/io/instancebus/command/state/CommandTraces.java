package io.instancebus.command.state;

import io.instancebus.domain.Aggregate;
import io.instancebus.domain.CommandId;
import io.instancebus.schemas.header.TraceParent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The traces of the commands of an instance, kept while the commands are in flight. Much of what a command causes
 * follows from another record or from none: a deadline, an observation, a destroy that supersedes it.
 *
 * @param byCommand has no entry for a command that was published without a trace
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

    /** The traces of the commands that are still in flight, so that their number is bounded by the number of those. */
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
