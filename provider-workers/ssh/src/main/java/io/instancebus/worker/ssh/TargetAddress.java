package io.instancebus.worker.ssh;

import java.util.List;

/**
 * Where a target may answer.
 *
 * @param host host name or IP address; brackets around an IPv6 address are taken off
 * @param origin who says that the target answers there: what may be sent to it depends on that
 */
public record TargetAddress(String host, Origin origin) {
    /** Who says so. */
    public enum Origin {
        /** The provider, of this instance. */
        REPORTED_BY_PROVIDER,
        /** Whoever sent the command. */
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

    /** A target that a command names. */
    public static List<TargetAddress> named(String host) {
        return List.of(new TargetAddress(host, Origin.NAMED_BY_COMMAND));
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
