package io.instancebus.provider;

import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the addresses that providers report. */
public final class Addresses {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private Addresses() {}

    /** The IP address that the text contains; empty if it is not an address, because it then leads to no machine. */
    public static Optional<Address> read(String text) {
        boolean four = IPV4.matcher(text).matches();
        if (!four && !(text.contains(":") && IPV6.matcher(text).matches())) {
            return Optional.empty();
        }
        try {
            InetAddress ignored = InetAddress.ofLiteral(text);
            return Optional.of(new Address(text, four ? AddressType.IPV4 : AddressType.IPV6));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
