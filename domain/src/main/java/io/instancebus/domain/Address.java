package io.instancebus.domain;

/** A network address of an instance; made to fit into 255 characters. */
public record Address(String address, AddressType type) {
    public Address {
        address = Text.fit(address, Text.WORD);
    }

    /** Whether SSH can be asked for there. */
    boolean reachable() {
        return switch (type) {
            case IPV4, IPV6, HOSTNAME -> true;
            case MAC, VNC -> false;
        };
    }
}
