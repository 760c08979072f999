package io.instancebus.command.topology;

import io.instancebus.command.state.CommandTraces;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Decision;
import io.instancebus.domain.InFlight;
import io.instancebus.schemas.header.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * The trace that each record of a decision belongs to: that of the command which the record is about, else that of what
 * was decided about.
 *
 * @param commands those of the instance's commands
 * @param input of the command or report that was decided about; null where there is none
 */
record Traces(CommandTraces commands, @Nullable TraceParent input) {

    @Nullable
    TraceParent of(@Nullable CommandId commandId) {
        return commandId == null ? input : commands.of(commandId).orElse(input);
    }

    /** Of a look that is asked for: it is the lifecycle operation in flight that waits for what is seen. */
    @Nullable
    TraceParent ofObservation(Decision decision) {
        InFlight.Operation operation =
                decision.next() instanceof Aggregate.Live live ? live.inFlight().operation() : null;
        return of(operation == null ? null : operation.command().commandId());
    }
}
