package io.instancebus.worker.provider.vsphere;

import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.worker.provider.vsphere.vim.Element;
import io.instancebus.worker.provider.vsphere.vim.ManagedObject;
import io.instancebus.worker.provider.vsphere.vim.ObjectContent;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A virtual machine as vCenter shows it.
 *
 * @param instanceUuid null while vCenter does not say it, as of one that is being made
 * @param power poweredOn, poweredOff or suspended
 * @param connection connected, or why vCenter does not know how it is
 */
record Machine(
        ManagedObject object,
        String name,
        @Nullable String instanceUuid,
        boolean template,
        String power,
        String connection,
        boolean toolsRunning,
        @Nullable Instant bootTime,
        Set<String> addresses) {

    static final String TYPE = "VirtualMachine";

    /** The properties that this is read from. */
    static final List<String> PATHS = List.of(
            "name",
            "config.instanceUuid",
            "config.template",
            "runtime.powerState",
            "runtime.connectionState",
            "runtime.bootTime",
            "guest.toolsRunningStatus",
            "guest.ipAddress",
            "guest.net");

    static Machine of(ManagedObject object, Map<String, Element> properties) {
        ObjectContent content = new ObjectContent(object, properties);
        Element boot = properties.get("runtime.bootTime");
        return new Machine(
                object,
                or(content.text("name"), ""),
                content.text("config.instanceUuid"),
                content.isTrue("config.template"),
                or(content.text("runtime.powerState"), "poweredOff"),
                or(content.text("runtime.connectionState"), "connected"),
                "guestToolsRunning".equals(content.text("guest.toolsRunningStatus")),
                boot == null ? null : boot.instant(),
                addresses(properties));
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    private static Set<String> addresses(Map<String, Element> properties) {
        Set<String> found = new LinkedHashSet<>();
        Element first = properties.get("guest.ipAddress");
        if (first != null && !first.text().isBlank()) {
            found.add(first.text());
        }
        Element net = properties.get("guest.net");
        if (net != null) {
            net.children().forEach(nic -> nic.children("ipAddress").forEach(address -> found.add(address.text())));
        }
        found.removeIf(address -> address.isBlank() || address.startsWith("fe80:") || address.startsWith("169.254."));
        return found;
    }

    boolean on() {
        return power.equals("poweredOn");
    }

    boolean connected() {
        return connection.equals("connected");
    }

    List<Address> publicAddresses() {
        return addresses.stream()
                .filter(each -> !isPrivate(each))
                .map(Machine::address)
                .toList();
    }

    List<Address> privateAddresses() {
        return addresses.stream()
                .filter(Machine::isPrivate)
                .map(Machine::address)
                .toList();
    }

    private static Address address(String text) {
        return new Address(text, text.contains(":") ? AddressType.IPV6 : AddressType.IPV4);
    }

    /** RFC 1918 and RFC 4193. */
    private static boolean isPrivate(String address) {
        return address.startsWith("10.")
                || address.startsWith("192.168.")
                || address.matches("172\\.(1[6-9]|2[0-9]|3[01])\\..*")
                || address.matches("(?i)f[cd].*:.*");
    }
}
