package io.instancebus.domain;

import org.jspecify.annotations.Nullable;

/** The actor, the command and the cause of an event. */
record Attribution(
        String actor,
        @Nullable CommandId commandId,
        @Nullable String correlationId,
        @Nullable String causationId) {

    /** The actor of events that no command led to. */
    static final String NOBODY = "instance-bus";

    static Attribution to(Command command) {
        return new Attribution(
                command.actor(),
                command.commandId(),
                command.correlationId(),
                command.commandId().value());
    }

    static Attribution to(Command command, String causationId) {
        return new Attribution(command.actor(), command.commandId(), command.correlationId(), causationId);
    }

    static Attribution toNobody(@Nullable String causationId) {
        return new Attribution(NOBODY, null, null, causationId);
    }
}
