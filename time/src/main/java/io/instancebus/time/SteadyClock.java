package io.instancebus.time;

/**
 * A clock that nobody can set: no step of the wall clock moves it. It may stand still while the machine is suspended. Safe
 * for many threads.
 */
@FunctionalInterface
public interface SteadyClock {
    /** Never earlier than what it said before. */
    SteadyTime now();

    /** This process's. All of them agree. */
    static SteadyClock system() {
        return SystemSteadyClock.INSTANCE;
    }
}
