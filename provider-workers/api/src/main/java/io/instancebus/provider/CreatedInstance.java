package io.instancebus.provider;

import java.util.Optional;

/**
 * The provider's answer to a create.
 *
 * @param nativeId the provider's id of the machine
 * @param adminPassword the administrator's first password, if the answer contains one that the machine accepts; the
 *     caller closes it
 */
public record CreatedInstance(String nativeId, Optional<Secret> adminPassword) {

    /** An answer without a password, as from most providers. */
    public CreatedInstance(String nativeId) {
        this(nativeId, Optional.empty());
    }
}
