package io.instancebus.provider.vsphere;

import io.instancebus.domain.Catalogue.Profile;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.provider.ProviderFailure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The size of a machine. vCenter has no sizes of its own; this adapter defines some.
 *
 * @param cpus null for the template's
 * @param memoryMb null for the template's
 */
record Size(@Nullable Integer cpus, @Nullable Integer memoryMb) {
    private static final Map<String, Size> OFFERED = Map.of(
            "template", new Size(null, null),
            "small", new Size(1, 2048),
            "medium", new Size(2, 4096),
            "large", new Size(4, 8192),
            "xlarge", new Size(8, 16384));

    static List<Profile> profiles() {
        return OFFERED.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> new Profile(
                        each.getKey(), each.getKey(), each.getValue().properties()))
                .toList();
    }

    private Map<String, String> properties() {
        return cpus == null || memoryMb == null
                ? Map.of()
                : Map.of("cpu", cpus.toString(), "memory", memoryMb.toString());
    }

    static Size of(@Nullable HardwareProfile profile) throws ProviderFailure {
        String id = profile == null || profile.id() == null ? "template" : profile.id();
        Size size = OFFERED.get(id);
        if (size == null) {
            throw ProviderFailure.of(
                    FailureCategory.NOT_FOUND,
                    "NotFound",
                    "there is no hardware profile \"" + id + "\"; there are "
                            + String.join(
                                    ", ", OFFERED.keySet().stream().sorted().toList()));
        }
        for (Map.Entry<String, String> each : profile == null
                ? Map.<String, String>of().entrySet()
                : profile.overrides().entrySet()) {
            size = size.with(each.getKey(), each.getValue());
        }
        return size;
    }

    private Size with(String name, String value) throws ProviderFailure {
        return switch (name) {
            case "cpu" -> new Size(number(name, value, 768), memoryMb);
            case "memory" -> new Size(cpus, number(name, value, 25_165_824));
            default ->
                throw ProviderFailure.of(
                        FailureCategory.INVALID,
                        "InvalidArgument",
                        "a machine's " + name + " cannot be chosen here; its cpu and memory can");
        };
    }

    private static int number(String name, String value, int most) throws ProviderFailure {
        int number = value.matches("[0-9]{1,8}") ? Integer.parseInt(value) : 0;
        if (number < 1 || number > most) {
            throw ProviderFailure.of(
                    FailureCategory.INVALID,
                    "InvalidArgument",
                    name + " must be a whole number from 1 to " + most + ", not \"" + value + "\"");
        }
        return number;
    }
}
