package io.instancebus.worker.provider.ec2;

import io.instancebus.worker.secret.SecretFailure;
import org.jspecify.annotations.Nullable;

/**
 * What requests are signed with. Its toString shows the id alone.
 *
 * @param sessionToken of temporary credentials; null for none
 */
public record AccessKey(String id, String secret, @Nullable String sessionToken) {
    /** Where the account's key is; it is looked up for every request, so that it can be changed while we run. */
    @FunctionalInterface
    public interface Source {
        AccessKey open() throws SecretFailure;
    }

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
