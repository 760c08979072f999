package io.instancebus.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The size of an instance: a profile of the account's catalogue and the values that override it.
 *
 * @param id the profile's id; null for the provider's default
 * @param overrides cpu, memory (MB), storage (GB), architecture
 */
public record HardwareProfile(@Nullable String id, Map<String, String> overrides) {
    public HardwareProfile {
        overrides = Map.copyOf(overrides);
    }

    /** With each text cut to its bound. */
    HardwareProfile fit() {
        return new HardwareProfile(Text.fitOrNull(id, Text.WORD), Text.fit(overrides, Text.WORD));
    }
}
