package io.instancebus.worker.watcher;

import io.instancebus.time.SteadyTime;
import java.time.Duration;

/** The schedule of passes over all instances of an account. Not thread-safe. */
final class ScanSchedule {
    /** Passes take at most a tenth of the time, however many instances there are. */
    private static final int REST = 9;
    /** A long pass, perhaps because the bus was away, delays the next one by at most this time. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final Duration interval;
    private SteadyTime next = SteadyTime.MIN;

    ScanSchedule(Duration interval) {
        this.interval = interval;
    }

    SteadyTime next() {
        return next;
    }

    boolean due(SteadyTime now) {
        return !now.isBefore(next);
    }

    void ended(SteadyTime begun, SteadyTime end) {
        next = end.plus(rest(begun.until(end)));
    }

    /** A pass must confirm the last observation. */
    void confirm(SteadyTime now) {
        next = now.plus(interval);
    }

    private Duration rest(Duration taken) {
        Duration wanted = taken.multipliedBy(REST);
        Duration rest = wanted.compareTo(LONGEST_REST) < 0 ? wanted : LONGEST_REST;
        return rest.compareTo(interval) > 0 ? rest : interval;
    }
}
