package io.instancebus.client;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.RejectionCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The outcome of a command. All but {@link Pending} are final, and hold the event that gave the answer. */
public sealed interface CommandOutcome {
    String commandId();

    /** The command was not carried out and will not be. */
    record Rejected(String commandId, RejectionCode code, String reason, InstanceEvent event)
            implements CommandOutcome {}

    /** The command was carried out. */
    record Succeeded(String commandId, InstanceEvent event) implements CommandOutcome {}

    /** The command was not carried out: the provider refused it, time ran out, or a newer command superseded it. */
    record Failed(String commandId, io.instancebus.avro.Failure failure, InstanceEvent event)
            implements CommandOutcome {}

    /** It is not known whether the command was carried out. */
    record OutcomeUnknown(String commandId, String reason, String nextStep, InstanceEvent event)
            implements CommandOutcome {}

    /**
     * No answer arrived within the caller's time-out; one will come.
     *
     * @param accepted the event that accepted the command, or null if none was seen
     */
    record Pending(String commandId, @Nullable InstanceEvent accepted) implements CommandOutcome {}

    /** The outcome in an event, if the event is a final answer to a command. */
    static Optional<CommandOutcome> of(InstanceEvent event) {
        String commandId = event.getCommandId();
        if (commandId == null) {
            return Optional.empty();
        }
        if (event.getCommandRejected() != null) {
            var rejected = event.getCommandRejected();
            return Optional.of(new Rejected(commandId, rejected.getCode(), rejected.getReason(), event));
        }
        if (event.getCommandSucceeded() != null) {
            return Optional.of(new Succeeded(commandId, event));
        }
        if (event.getCommandFailed() != null) {
            return Optional.of(new Failed(commandId, event.getCommandFailed().getFailure(), event));
        }
        if (event.getCommandOutcomeUnknown() != null) {
            var unknown = event.getCommandOutcomeUnknown();
            return Optional.of(new OutcomeUnknown(commandId, unknown.getReason(), unknown.getNextStep(), event));
        }
        return Optional.empty();
    }
}
