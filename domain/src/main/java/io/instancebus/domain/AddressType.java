package io.instancebus.domain;

/** The kinds of address. */
public enum AddressType {
    IPV4,
    IPV6,
    HOSTNAME,
    MAC,
    VNC
}
