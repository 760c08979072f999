package io.instancebus.domain;

/** The id of an instance on the bus, minted by whoever publishes its create. */
public record InstanceId(String value) {
    public InstanceId {
        Identifier.check("instanceId", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
