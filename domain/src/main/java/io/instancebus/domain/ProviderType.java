package io.instancebus.domain;

import java.util.regex.Pattern;

/**
 * The name of a kind of cloud, on the bus, in configuration and in topic names. The set of names is open: an adapter
 * brings the name of its type, and only the worker checks whether an adapter exists.
 *
 * @param label a lower-case letter, then up to 39 lower-case letters, digits and hyphens
 */
public record ProviderType(String label) implements Comparable<ProviderType> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final int SHOWN = 60;

    /** The types of this repository's adapters, for its own code and tests; no rule depends on them. */
    public static final ProviderType SANDBOX = new ProviderType("sandbox");

    public static final ProviderType EC2 = new ProviderType("ec2");
    public static final ProviderType OPENSTACK = new ProviderType("openstack");
    public static final ProviderType RACKSPACE = new ProviderType("rackspace");
    public static final ProviderType DOCKER = new ProviderType("docker");
    public static final ProviderType VSPHERE = new ProviderType("vsphere");

    public ProviderType {
        if (!isName(label)) {
            throw new IllegalArgumentException("\"" + Text.cut(label, SHOWN)
                    + "\" is no name of a provider type: a lower-case letter, then up to 39 lower-case letters, digits and"
                    + " hyphens");
        }
    }

    /** Whether a provider type can have this name. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    @Override
    public int compareTo(ProviderType other) {
        return label.compareTo(other.label);
    }

    @Override
    public String toString() {
        return label;
    }
}
