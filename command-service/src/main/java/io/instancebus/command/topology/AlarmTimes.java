package io.instancebus.command.topology;

import java.time.Duration;

/** When the alarms of the calling stream thread ring, for whoever decides how long it waits for records. */
@FunctionalInterface
public interface AlarmTimes {
    /**
     * The next time of this alarm, in place of an earlier one. It may be heard of again before that, and need not ring at
     * all.
     */
    void set(Object alarm, Duration wait);
}
