package io.instancebus.provider.docker;

import io.instancebus.domain.Catalogue.Profile;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.provider.ProviderFailure;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The limits of a container; null for no limit. */
record Size(@Nullable BigDecimal cpus, @Nullable Long memoryMb) {
    private static final String UNLIMITED = "unlimited";
    private static final Map<String, Size> OFFERED = new LinkedHashMap<>();

    static {
        OFFERED.put(UNLIMITED, new Size(null, null));
        OFFERED.put("tiny", of("0.25", 128));
        OFFERED.put("small", of("0.5", 512));
        OFFERED.put("medium", of("1", 1_024));
        OFFERED.put("large", of("2", 4_096));
        OFFERED.put("xlarge", of("4", 8_192));
    }

    private static Size of(String cpus, long memoryMb) {
        return new Size(new BigDecimal(cpus), memoryMb);
    }

    /** The profiles that fit the engine's machine. */
    static List<Profile> profiles(EngineInfo machine) {
        return OFFERED.entrySet().stream()
                .filter(each -> each.getValue().fits(machine))
                .map(each -> new Profile(
                        each.getKey(), each.getKey(), each.getValue().properties()))
                .toList();
    }

    private boolean fits(EngineInfo machine) {
        return (cpus == null || cpus.compareTo(BigDecimal.valueOf(machine.cpus())) <= 0)
                && (memoryMb == null || memoryMb <= machine.memoryBytes() >> 20);
    }

    private Map<String, String> properties() {
        return cpus == null || memoryMb == null
                ? Map.of()
                : Map.of("cpu", cpus.toPlainString(), "memory", memoryMb.toString());
    }

    static Size of(@Nullable HardwareProfile profile) throws ProviderFailure {
        String id = profile == null || profile.id() == null ? UNLIMITED : profile.id();
        Size size = OFFERED.get(id);
        if (size == null) {
            throw ProviderFailure.of(
                    FailureCategory.NOT_FOUND,
                    null,
                    "there is no hardware profile \"" + id + "\"; there are " + String.join(", ", OFFERED.keySet()));
        }
        Map<String, String> overrides = profile == null ? Map.of() : profile.overrides();
        for (Map.Entry<String, String> each : overrides.entrySet()) {
            size = size.with(each.getKey(), each.getValue());
        }
        return size;
    }

    private Size with(String name, String value) throws ProviderFailure {
        return switch (name) {
            case "cpu" -> new Size(cpus(value), memoryMb);
            case "memory" -> new Size(cpus, memory(value));
            default -> throw invalid("a container's " + name + " cannot be chosen; its cpu and memory can");
        };
    }

    private static BigDecimal cpus(String value) throws ProviderFailure {
        BigDecimal cpus = value.matches("[0-9]{1,4}(\\.[0-9]{1,2})?") ? new BigDecimal(value) : BigDecimal.ZERO;
        if (cpus.signum() <= 0) {
            throw invalid("cpu must be a number from 0.01, not \"" + value + "\"");
        }
        return cpus;
    }

    private static long memory(String value) throws ProviderFailure {
        long memory = value.matches("[0-9]{1,8}") ? Long.parseLong(value) : 0;
        if (memory < 1) {
            throw invalid("memory must be a whole number of MB from 1, not \"" + value + "\"");
        }
        return memory;
    }

    private static ProviderFailure invalid(String message) {
        return ProviderFailure.of(FailureCategory.INVALID, null, message);
    }
}
