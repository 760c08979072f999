package io.instancebus.worker.hand;

import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.Task;
import io.instancebus.provider.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Seals the passwords that providers answer creates with. Safe for many threads. */
@FunctionalInterface
public interface AdminPasswords {

    /**
     * The password, sealed for the task's command and instance.
     *
     * @param replyKey to whom the create wants it sealed besides the workers; null for nobody
     * @param password left open: the caller closes it
     * @return empty where there is nobody to seal it to
     */
    Optional<AdminPassword> seal(Task task, @Nullable Bytes replyKey, Secret password);
}
