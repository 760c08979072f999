package io.instancebus.domain;

/** A network address of an instance; made to fit into 255 characters. */
public record Address(String address, AddressType type) {
    public Address {
        address = Text.fit(address, Text.WORD);
    }
}
