package io.instancebus.worker.hand;

import io.instancebus.domain.RunResult;
import io.instancebus.domain.Task;

/** Executes commands on instances. Safe for many threads; blocks its caller until the command's end. */
@FunctionalInterface
public interface RunExecutor {

    /**
     * @param task whose body run is; its account may have a default credential
     * @param redelivered whether another hand may have begun it: then what that one did is adopted, not repeated
     * @throws TaskFailure if there is no result
     */
    RunResult execute(Task task, Task.Run run, boolean redelivered) throws TaskFailure;
}
