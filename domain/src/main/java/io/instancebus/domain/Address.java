package io.instancebus.domain;

/** A network address of an instance, at most 255 characters. */
public record Address(String address, AddressType type) {
    public Address {
        address = Text.cut(address, 255);
    }
}
