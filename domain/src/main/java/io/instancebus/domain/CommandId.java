package io.instancebus.domain;

/** The idempotency key of a command, unique together with its instance's id. */
public record CommandId(String value) {
    public CommandId {
        Identifier.check("commandId", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
