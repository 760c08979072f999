package io.instancebus.worker.hand;

import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.Task;
import io.instancebus.provider.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Seals the first passwords in providers' answers to creates. Thread-safe. */
@FunctionalInterface
public interface AdminPasswords {

    /**
     * Seals the password for the task's command and instance.
     *
     * @param replyKey the requester's public key, besides the workers'; null for none
     * @param password the password; the caller closes it
     * @return empty if there is no key to seal it to
     */
    Optional<AdminPassword> seal(Task task, @Nullable Bytes replyKey, Secret password);
}
