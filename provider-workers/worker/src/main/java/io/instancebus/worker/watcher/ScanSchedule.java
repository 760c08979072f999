package io.instancebus.worker.watcher;

import io.instancebus.time.SteadyTime;
import java.time.Duration;

/** When to look at all instances of an account. One thread's. */
final class ScanSchedule {
    /** Looking at everything takes at most a tenth of the time, however many instances there are, */
    private static final int REST = 9;
    /** but a pass that took long, perhaps since the bus was away, does not put off the next for longer than this. */
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

    /** What was seen now is to be confirmed by a pass. */
    void confirm(SteadyTime now) {
        next = now.plus(interval);
    }

    private Duration rest(Duration taken) {
        Duration wanted = taken.multipliedBy(REST);
        Duration rest = wanted.compareTo(LONGEST_REST) < 0 ? wanted : LONGEST_REST;
        return rest.compareTo(interval) > 0 ? rest : interval;
    }
}
