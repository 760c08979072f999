package io.instancebus.faults.check;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;

/** The unique key of a command. */
public record CommandKey(String instanceId, String commandId) {
    public static CommandKey of(InstanceCommand command) {
        return new CommandKey(command.getInstanceId(), command.getCommandId());
    }

    /** The key of the command that an event answers. */
    public static CommandKey of(InstanceEvent event) {
        return new CommandKey(event.getInstanceId(), String.valueOf(event.getCommandId()));
    }

    @Override
    public String toString() {
        return commandId + " for " + instanceId;
    }
}
