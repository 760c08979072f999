package io.instancebus.provider.vsphere;

import io.instancebus.domain.Address;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.Addresses;
import io.instancebus.provider.Unknown;
import io.instancebus.provider.vsphere.vim.Element;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.ObjectContent;
import io.instancebus.provider.vsphere.vim.Properties;
import io.instancebus.provider.vsphere.vim.Updates;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A virtual machine as vCenter shows it.
 *
 * @param instanceUuid null if vCenter does not show it, as during a clone
 * @param power poweredOn, poweredOff or suspended; empty if vCenter does not show it
 * @param connection connected, or why vCenter does not know the machine's state
 * @param problem why the machine's properties are not reliable; null if they are
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
        Set<String> addresses,
        @Nullable Failure problem) {
    private static final Set<String> POWER = Set.of("poweredOn", "poweredOff", "suspended");

    static final String TYPE = "VirtualMachine";

    /** The properties that a machine is read from. */
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

    /** The properties of all machines in a view. */
    static Properties properties(ManagedObject view) {
        return new Properties(List.of(new Properties.OfType(TYPE, PATHS)), List.of(new Properties.From(view, "view")));
    }

    static Machine of(ManagedObject object, Map<String, Element> properties) {
        ObjectContent content = new ObjectContent(object, properties);
        Element boot = properties.get("runtime.bootTime");
        String uuid = or(content.text("config.instanceUuid"), "");
        String power = or(content.text("runtime.powerState"), "");
        return new Machine(
                object,
                or(content.text("name"), ""),
                uuid.isEmpty() ? null : uuid,
                content.isTrue("config.template"),
                power,
                or(content.text("runtime.connectionState"), "connected"),
                "guestToolsRunning".equals(content.text("guest.toolsRunningStatus")),
                boot == null ? null : boot.instant(),
                addresses(properties),
                problem(power, properties));
    }

    private static @Nullable Failure problem(String power, Map<String, Element> properties) {
        if (properties.containsKey(Updates.UNCLEAR)) {
            return Failure.of(FailureCategory.INTERNAL, "vCenter sent a change of the machine that cannot be read");
        }
        if (power.isEmpty()) {
            return Failure.of(FailureCategory.INTERNAL, "vCenter does not show whether the machine is on");
        }
        return POWER.contains(power) ? null : Unknown.state("vCenter", power);
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
                .flatMap(each -> Addresses.read(each).stream())
                .toList();
    }

    List<Address> privateAddresses() {
        return addresses.stream()
                .filter(Machine::isPrivate)
                .flatMap(each -> Addresses.read(each).stream())
                .toList();
    }

    /** Whether the address is private by RFC 1918 or RFC 4193. */
    private static boolean isPrivate(String address) {
        return address.startsWith("10.")
                || address.startsWith("192.168.")
                || address.matches("172\\.(1[6-9]|2[0-9]|3[01])\\..*")
                || address.matches("(?i)f[cd].*:.*");
    }
}
