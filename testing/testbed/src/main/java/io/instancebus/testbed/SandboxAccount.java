package io.instancebus.testbed;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * An account with a sandbox of its own.
 *
 * @param settings of the sandbox, as docs/sandbox.md names them
 * @param policy what differs from the usual patience, as docs/configuration.md names it
 */
public record SandboxAccount(String name, Map<String, String> settings, Map<String, String> policy) {
    public SandboxAccount {
        settings = Map.copyOf(settings);
        policy = Map.copyOf(policy);
    }

    /** With every default. */
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
