package io.instancebus.client;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.RejectionCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a command. All but {@link Pending} are final, and hold the event that says so. */
public sealed interface CommandOutcome {
    String commandId();

    /** Nothing was done, and nothing will be. */
    record Rejected(String commandId, RejectionCode code, String reason, InstanceEvent event)
            implements CommandOutcome {}

    /** It was carried out. */
    record Succeeded(String commandId, InstanceEvent event) implements CommandOutcome {}

    /** It was not carried out: the provider said no, time ran out, or a newer command took its place. */
    record Failed(String commandId, io.instancebus.avro.Failure failure, InstanceEvent event)
            implements CommandOutcome {}

    /** It cannot be told whether it was carried out. */
    record OutcomeUnknown(String commandId, String reason, String nextStep, InstanceEvent event)
            implements CommandOutcome {}

    /**
     * No answer within the time that the caller would wait; one will come.
     *
     * @param accepted the event that accepted it, if that was seen
     */
    record Pending(String commandId, @Nullable InstanceEvent accepted) implements CommandOutcome {}

    /** The outcome that an event is, if it is a final answer to a command. */
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
