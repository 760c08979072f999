package io.instancebus.faults.plan;

import java.util.Optional;

/** A publisher's next command. A publisher numbers its instances in the order of their creates. */
public sealed interface Intent {
    /** An action, with the contract's name. */
    enum Act {
        START,
        STOP,
        REBOOT,
        DESTROY
    }

    /** The form in which a run's command line is published. */
    enum Line {
        CLEAR,
        SEALED,
        /** Sealed; it prints the password with which the run logs in. */
        PRINTING
    }

    /** The credential of a run. */
    enum Login {
        DEFAULT,
        REFERENCED,
        SEALED
    }

    /**
     * @param mode the failure that the create requests, from docs/sandbox.md
     * @param secret the secret to seal into the user data
     */
    record Create(int instance, String account, String mode, Optional<String> secret) implements Intent {}

    record Action(int instance, Act act, boolean force) implements Intent {}

    /** @param secret the secret in a sealed command line */
    record Run(int instance, String commandLine, Line line, Login login, String secret) implements Intent {}

    /** A copy of the command this many commands ago, byte for byte. */
    record Again(int back) implements Intent {}
}
