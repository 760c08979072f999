package io.instancebus.command.state;

import io.instancebus.command.state.avro.StoredTrace;
import io.instancebus.domain.CommandId;
import io.instancebus.schemas.header.TraceParent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Maps the traces of commands to and from their stored form. */
final class TraceMapping {
    private TraceMapping() {}

    static List<StoredTrace> stored(CommandTraces traces) {
        return traces.byCommand().entrySet().stream()
                .map(entry ->
                        new StoredTrace(entry.getKey().value(), entry.getValue().toString()))
                .toList();
    }

    static CommandTraces traces(List<StoredTrace> stored) {
        if (stored.isEmpty()) {
            return CommandTraces.NONE;
        }
        Map<CommandId, TraceParent> byCommand = new HashMap<>();
        for (StoredTrace each : stored) {
            TraceParent.parse(each.getTraceParent())
                    .ifPresent(trace -> byCommand.put(new CommandId(each.getCommandId()), trace));
        }
        return new CommandTraces(byCommand);
    }
}
