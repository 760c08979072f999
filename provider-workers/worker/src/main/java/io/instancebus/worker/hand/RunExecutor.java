package io.instancebus.worker.hand;

import io.instancebus.domain.RunResult;
import io.instancebus.domain.Task;

/** Executes commands on instances. Thread-safe; blocks its caller until the command's end. */
@FunctionalInterface
public interface RunExecutor {

    /**
     * @param task the task with the run; its account may have a default credential
     * @param redelivered whether another hand may have begun the run: its result is then returned, and the run is not
     *     repeated
     * @throws TaskFailure if there is no result
     */
    RunResult execute(Task task, Task.Run run, boolean redelivered) throws TaskFailure;
}
