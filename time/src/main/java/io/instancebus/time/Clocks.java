package io.instancebus.time;

import java.time.Clock;

/**
 * The two clocks of a part.
 *
 * @param wall for times that other processes read, or that are compared with theirs
 * @param steady for waits and ages
 */
public record Clocks(Clock wall, SteadyClock steady) {
    /** The clocks of this process. */
    public static Clocks system() {
        return new Clocks(Clock.systemUTC(), SteadyClock.system());
    }
}
