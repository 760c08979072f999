package io.instancebus.provider.ec2;

import io.instancebus.provider.ProviderFailure;
import org.jspecify.annotations.Nullable;

/**
 * What requests are signed with. Its toString shows the id alone.
 *
 * @param sessionToken of temporary credentials; null for none
 */
record AccessKey(String id, String secret, @Nullable String sessionToken) {
    /** Gives the account's key; it is asked for every request, so that the key can change while we run. */
    @FunctionalInterface
    public interface Source {
        /** @throws ProviderFailure if it cannot be had; nothing was sent to EC2 */
        AccessKey open() throws ProviderFailure;
    }

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
