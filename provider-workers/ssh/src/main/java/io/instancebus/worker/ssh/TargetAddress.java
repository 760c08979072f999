package io.instancebus.worker.ssh;

import java.util.List;

/**
 * An address of a target.
 *
 * @param host host name or IP address; brackets around an IPv6 address are taken off
 * @param origin the source of the address, which determines what may be sent to it
 */
public record TargetAddress(String host, Origin origin) {
    /** The source of an address. */
    public enum Origin {
        /** The provider reports it for this instance. */
        REPORTED_BY_PROVIDER,
        /** The command names it. */
        NAMED_BY_COMMAND
    }

    public TargetAddress {
        host = host.strip();
        if (host.startsWith("[") && host.endsWith("]") && host.contains(":")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("The address is empty");
        }
    }

    /** The target address that a command names. */
    public static List<TargetAddress> named(String host) {
        return List.of(new TargetAddress(host, Origin.NAMED_BY_COMMAND));
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
