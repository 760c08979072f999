package io.instancebus.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The size of an instance: a profile of the account's catalogue and what is set differently.
 *
 * @param id the profile's id; null for the provider's default
 * @param overrides cpu, memory (MB), storage (GB), architecture; at most 16
 */
public record HardwareProfile(@Nullable String id, Map<String, String> overrides) {
    public HardwareProfile {
        Text.atMost("hardwareProfile.id", id, Text.WORD);
        overrides = Text.map("hardwareProfile.overrides", overrides, 16, 64, Text.WORD);
    }
}
