package io.instancebus.command.topology;

import io.instancebus.command.state.CommandTraces;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Decision;
import io.instancebus.domain.InFlight;
import io.instancebus.schemas.header.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * The trace of each record of a decision: that of the command that the record is about, else that of the input.
 *
 * @param commands the traces of the instance's commands
 * @param input the trace of the command or report; null if it has none
 */
record Traces(CommandTraces commands, @Nullable TraceParent input) {

    @Nullable
    TraceParent of(@Nullable CommandId commandId) {
        return commandId == null ? input : commands.of(commandId).orElse(input);
    }

    /**
     * The trace of an observation request: that of the lifecycle operation in flight, which waits for the observation.
     */
    @Nullable
    TraceParent ofObservation(Decision decision) {
        InFlight.Operation operation =
                decision.next() instanceof Aggregate.Live live ? live.inFlight().operation() : null;
        return of(operation == null ? null : operation.command().commandId());
    }
}
