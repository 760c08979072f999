package io.instancebus.provider;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;

/** What a provider shows that has no equal among our states: the instance keeps the state it had, and the account says so. */
public final class Unknown {
    private Unknown() {}

    public static Failure state(String provider, String rawState) {
        return new Failure(
                FailureCategory.INTERNAL,
                rawState,
                provider + " shows it as \"" + rawState + "\", which has no equal among our states",
                false);
    }
}
