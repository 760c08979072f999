package io.instancebus.domain;

import java.util.Locale;

/** The kinds of cloud that have an adapter. */
public enum ProviderType {
    SANDBOX,
    EC2,
    OPENSTACK,
    RACKSPACE,
    DOCKER,
    VSPHERE;

    /** The name on the bus, in configuration and in topic names: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type with this label; an IllegalArgumentException names those that exist. */
    public static ProviderType of(String label) {
        for (ProviderType type : values()) {
            if (type.label().equals(label)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "no provider type \"" + label + "\"; there are sandbox, ec2, openstack, rackspace, docker and vsphere");
    }
}
