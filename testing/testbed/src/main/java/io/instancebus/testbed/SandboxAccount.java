package io.instancebus.testbed;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * An account at a sandbox of its own.
 *
 * @param settings the sandbox's settings, from docs/sandbox.md
 * @param policy the policy settings that differ from the defaults, from docs/configuration.md
 */
public record SandboxAccount(String name, Map<String, String> settings, Map<String, String> policy) {
    public SandboxAccount {
        settings = Map.copyOf(settings);
        policy = Map.copyOf(policy);
    }

    /** An account with all defaults. */
    public static SandboxAccount of(String name) {
        return new SandboxAccount(name, Map.of(), Map.of());
    }

    static String yaml(Map<String, String> values) {
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + ": \"" + entry.getValue() + "\"")
                .collect(Collectors.joining(", ", "{ ", " }"));
    }
}
