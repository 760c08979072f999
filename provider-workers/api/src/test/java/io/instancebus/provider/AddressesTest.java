package io.instancebus.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "203.0.113.255"})
    void ipv4(String text) {
        assertThat(Addresses.read(text)).contains(new Address(text, AddressType.IPV4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "2001:db8::7", "::ffff:192.0.2.1", "FE80::A"})
    void ipv6(String text) {
        assertThat(Addresses.read(text)).contains(new Address(text, AddressType.IPV6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "256.1.1.1",
                "1.2.3",
                "1.2.3.4.5",
                "::g",
                ":::",
                "1:2",
                "host.example.com",
                "::1%eth0"
            })
    void whatIsNoAddress(String text) {
        assertThat(Addresses.read(text)).isEmpty();
        assertThat(Addresses.read(text + "9".repeat(1_000_000))).isEmpty();
    }
}
