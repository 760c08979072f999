package io.instancebus.provider;

import java.util.Optional;

/**
 * What a provider answers to a create.
 *
 * @param nativeId the provider's id of the instance
 * @param adminPassword its administrator's first password, where the answer holds one that the instance will take; the
 *     caller closes it
 */
public record CreatedInstance(String nativeId, Optional<Secret> adminPassword) {

    /** Without a password, as nearly everywhere. */
    public CreatedInstance(String nativeId) {
        this(nativeId, Optional.empty());
    }
}
