package io.instancebus.domain;

import java.util.Objects;

/** A network address of an instance; cut to 255 characters. */
public record Address(String address, AddressType type) {
    public Address {
        Objects.requireNonNull(type);
        address = Text.fit(address, Text.WORD);
    }

    /** Whether this is an address to which SSH can connect. */
    boolean reachable() {
        return switch (type) {
            case IPV4, IPV6, HOSTNAME -> true;
            case MAC, VNC -> false;
        };
    }
}
