package io.instancebus.provider.ec2;

import io.instancebus.provider.ProviderFailure;
import org.jspecify.annotations.Nullable;

/**
 * The key that signs requests. Its toString shows only the id.
 *
 * @param sessionToken the session token of temporary credentials; null for none
 */
record AccessKey(String id, String secret, @Nullable String sessionToken) {
    /** Returns the account's key. It is called for every request, so that the key can change at run time. */
    @FunctionalInterface
    public interface Source {
        /** @throws ProviderFailure if the key is not available; nothing was sent to EC2 */
        AccessKey open() throws ProviderFailure;
    }

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
