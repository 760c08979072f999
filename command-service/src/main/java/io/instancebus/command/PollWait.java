package io.instancebus.command;

import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How long one stream thread waits for records. Streams looks at its punctuators and at its commit interval only between
 * two polls, so a poll ends before the next alarm, and soon while the thread has lately had work. A thread at rest would
 * otherwise look 200 times a second for nothing. Not thread-safe.
 */
final class PollWait {
    /** The delay that an alarm or a commit may have. */
    static final Duration BUSY = Duration.ofMillis(5);
    /** Longer than the commit interval, and the pause after which a thread is no longer behind. */
    private static final Duration LATELY = Duration.ofMillis(300);
    /** Streams counts whole milliseconds of another clock. */
    private static final Duration ROUNDED = Duration.ofMillis(1);

    private final SteadyClock clock;
    private final Map<Object, SteadyTime> alarms = new HashMap<>();
    private SteadyTime busyUntil = SteadyTime.MIN;

    PollWait(SteadyClock clock) {
        this.clock = clock;
    }

    void alarm(Object alarm, Duration wait) {
        alarms.put(alarm, clock.now().plus(wait).plus(ROUNDED));
    }

    /** Records came. */
    void worked() {
        busyUntil = clock.now().plus(LATELY);
    }

    /** The time to wait now; forgets the alarms whose time has come, which ring after this poll. */
    Duration next(Duration atMost) {
        SteadyTime now = clock.now();
        if (alarms.values().removeIf(time -> !time.isAfter(now))) {
            worked();
            return Duration.ZERO;
        }
        Duration longest = now.isBefore(busyUntil) && BUSY.compareTo(atMost) < 0 ? BUSY : atMost;
        return alarms.values().stream()
                .map(now::until)
                .filter(wait -> wait.compareTo(longest) < 0)
                .min(Duration::compareTo)
                .orElse(longest);
    }
}
