package io.instancebus.worker.hand;

import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.Task;

/** Opens the user data of creates. Thread-safe. */
@FunctionalInterface
public interface UserData {

    /** @throws TaskFailure if it cannot be opened */
    byte[] open(Task task, CreateInstance create, ProtectedText text) throws TaskFailure;
}
