package io.instancebus.time;

import java.time.Clock;

/**
 * For what needs both clocks.
 *
 * @param wall for times that are told to others, or compared with theirs
 * @param steady for waits and ages
 */
public record Clocks(Clock wall, SteadyClock steady) {
    /** This process's. */
    public static Clocks system() {
        return new Clocks(Clock.systemUTC(), SteadyClock.system());
    }
}
