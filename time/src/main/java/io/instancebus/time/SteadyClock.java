package io.instancebus.time;

/**
 * A monotonic clock, which no change of the wall clock moves. It may stand still while the machine is suspended.
 * Thread-safe.
 */
@FunctionalInterface
public interface SteadyClock {
    /** The current time; never earlier than a previous one. */
    SteadyTime now();

    /** The clock of this process; all instances agree. */
    static SteadyClock system() {
        return SystemSteadyClock.INSTANCE;
    }
}
