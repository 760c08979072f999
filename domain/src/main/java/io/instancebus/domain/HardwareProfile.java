package io.instancebus.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The size of an instance: a profile of the account's catalogue and what is set differently.
 *
 * @param id the profile's id; null for the provider's default
 * @param overrides cpu, memory (MB), storage (GB), architecture
 */
public record HardwareProfile(@Nullable String id, Map<String, String> overrides) {
    public HardwareProfile {
        overrides = Map.copyOf(overrides);
    }

    /** With each text made to fit. */
    HardwareProfile fit() {
        return new HardwareProfile(Text.fitOrNull(id, Text.WORD), Text.fit(overrides, Text.WORD));
    }
}
