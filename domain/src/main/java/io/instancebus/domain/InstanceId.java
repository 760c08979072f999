package io.instancebus.domain;

/** The id of an instance on the bus, made by the publisher of its create. */
public record InstanceId(String value) {
    public InstanceId {
        Identifier.check("instanceId", value);
    }

    /**
     * The request key, which marks the instance's machine at its provider. It is derived from the id, so that no record
     * can claim the machine of another instance.
     */
    public String requestKey() {
        return value;
    }

    @Override
    public String toString() {
        return value;
    }
}
