package io.instancebus.worker.ssh;

/** What a target is asked for. */
enum Asking {
    /** To execute the run, or to answer with what came of it before. */
    TO_EXECUTE,
    /** To answer with what came of it before, and to begin nothing. */
    FOR_THE_ANSWER;

    boolean begins() {
        return this == TO_EXECUTE;
    }
}
