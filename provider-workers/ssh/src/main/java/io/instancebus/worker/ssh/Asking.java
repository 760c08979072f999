package io.instancebus.worker.ssh;

/** What a run requests from the target. */
enum Asking {
    /** Execute the run, or return the result of its earlier execution. */
    TO_EXECUTE,
    /** Return the result of an earlier execution, and start nothing. */
    FOR_THE_ANSWER;

    boolean begins() {
        return this == TO_EXECUTE;
    }
}
