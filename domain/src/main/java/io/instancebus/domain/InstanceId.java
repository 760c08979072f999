package io.instancebus.domain;

/** The id of an instance on the bus, minted by whoever publishes its create. */
public record InstanceId(String value) {
    public InstanceId {
        Identifier.check("instanceId", value);
    }

    /**
     * What marks the instance's machine at its provider. It follows from the id, so that no record can say that the machine
     * of one instance is another's.
     */
    public String requestKey() {
        return value;
    }

    @Override
    public String toString() {
        return value;
    }
}
