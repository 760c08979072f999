package io.instancebus.faults.plan;

import java.util.Optional;

/** What a publisher wants next. Instances are numbered in the order in which this publisher asked for them. */
public sealed interface Intent {
    /** An action, as the contract names it. */
    enum Act {
        START,
        STOP,
        REBOOT,
        DESTROY
    }

    /** How the command line of a run travels. */
    enum Line {
        CLEAR,
        SEALED,
        /** Sealed, and it prints the password that the run logs in with. */
        PRINTING
    }

    /** How a run logs in. */
    enum Login {
        DEFAULT,
        REFERENCED,
        SEALED
    }

    /**
     * @param mode what goes wrong with it, as docs/sandbox.md names it
     * @param secret to be sealed into the user data
     */
    record Create(int instance, String account, String mode, Optional<String> secret) implements Intent {}

    record Action(int instance, Act act, boolean force) implements Intent {}

    /** @param secret what must not be seen of a sealed command line */
    record Run(int instance, String commandLine, Line line, Login login, String secret) implements Intent {}

    /** The command sent so many commands ago, byte for byte once more. */
    record Again(int back) implements Intent {}
}
