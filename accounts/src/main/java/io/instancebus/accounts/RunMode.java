package io.instancebus.accounts;

/** How a command line is executed on a target. */
public enum RunMode {
    /**
     * By a POSIX shell: {@code sh} executes the command line, without standard input. A repeated run returns the first
     * result, the time-out ends the remote process, and the run outlives its connection.
     */
    POSIX_SHELL,
    /**
     * Without a shell: the command line is sent unchanged. The outcome of a repeated run is unknown, and the time-out
     * only closes the channel: the remote process may continue.
     */
    PLAIN_EXEC
}
