package io.instancebus.domain;

import org.jspecify.annotations.Nullable;

/** What a decision is taken about. */
public sealed interface Input {

    /**
     * A command arrived that is within the bounds of {@link Admission}; outside of them there is an {@link InvalidCommand}.
     *
     * @param seen whether its id was decided for this instance before
     */
    record CommandReceived(Command command, boolean seen) implements Input {
        public CommandReceived {
            Admission.admit(command);
        }
    }

    /** A command arrived that can be read but not be carried out as it is. */
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

    /** A worker reported. */
    record ReportReceived(Report report) implements Input {}

    /** Time has passed; what is due is looked after. */
    record TimePassed() implements Input {}
}
