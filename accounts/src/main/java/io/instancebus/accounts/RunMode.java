package io.instancebus.accounts;

/** What the target can be trusted to have. */
public enum RunMode {
    /**
     * A POSIX shell: the command line is executed by {@code sh} with no standard input. A repeat is answered by the first
     * run's result, the time-out ends the remote process, and the run outlives its connection.
     */
    POSIX_SHELL,
    /**
     * Nothing: the command line is sent as it is. A repeat cannot be answered (its outcome is unknown), and the time-out
     * only closes the channel: the remote process may go on.
     */
    PLAIN_EXEC
}
