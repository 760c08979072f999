package io.instancebus.domain;

import org.jspecify.annotations.Nullable;

/** The input of a decision. */
public sealed interface Input {

    /**
     * A command arrived that is within the bounds of {@link Admission}; otherwise the constructor throws an
     * {@link InvalidCommand}.
     *
     * @param seen whether a command with this id was decided for this instance before
     */
    record CommandReceived(Command command, boolean seen) implements Input {
        public CommandReceived {
            Admission.admit(command);
        }
    }

    /** A command arrived that can be read but not carried out. */
    record CommandRefused(
            CommandId commandId,
            InstanceId instanceId,
            String actor,
            @Nullable String correlationId,
            @Nullable CommandType type,
            RejectionCode code,
            String reason,
            boolean seen)
            implements Input {}

    /** A report of a worker arrived. */
    record ReportReceived(Report report) implements Input {}

    /** Time has passed; the decider handles what is due. */
    record TimePassed() implements Input {}
}
