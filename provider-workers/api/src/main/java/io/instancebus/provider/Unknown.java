package io.instancebus.provider;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;

/**
 * The sighting of a state without a counterpart in Instance Bus: the instance keeps its state, and the account reports
 * it.
 */
public final class Unknown {
    private Unknown() {}

    public static Failure state(String provider, String rawState) {
        return new Failure(
                FailureCategory.INTERNAL,
                rawState,
                provider + " shows it as \"" + rawState + "\", which has no counterpart in Instance Bus",
                false);
    }
}
