package io.instancebus.domain;

import io.instancebus.domain.ProtectedText.Sealed;
import org.jspecify.annotations.Nullable;

/**
 * The password that the provider gave the administrator of an instance in its answer to the create; sealed, at least
 * once.
 *
 * @param commandId the id of the create; both texts are bound to it and to the instance
 * @param toRequester sealed to the create's reply key; null if the create had none
 * @param toWorkers sealed to the workers, for runs that bring no credential; null if the workers hold no keys
 */
public record AdminPassword(
        CommandId commandId,
        @Nullable Sealed toRequester,
        @Nullable Sealed toWorkers) {

    public AdminPassword {
        if (toRequester == null && toWorkers == null) {
            throw new IllegalArgumentException("a password that is sealed to no key");
        }
    }
}
