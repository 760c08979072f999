package io.instancebus.worker.watcher;

import java.time.Duration;
import java.time.Instant;

/** When to look at all instances of an account. One thread's. */
final class ScanSchedule {
    /** Looking at everything takes at most a tenth of the time, however many instances there are, */
    private static final int REST = 9;
    /** but a pass that took long, perhaps since the bus was away, does not put off the next for longer than this. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final Duration interval;
    private Instant next = Instant.MIN;

    ScanSchedule(Duration interval) {
        this.interval = interval;
    }

    Instant next() {
        return next;
    }

    boolean due(Instant now) {
        return !now.isBefore(next);
    }

    void ended(Instant begun, Instant end) {
        next = end.plus(rest(Duration.between(begun, end)));
    }

    /** What was seen now is to be confirmed by a pass. */
    void confirm(Instant now) {
        next = now.plus(interval);
    }

    private Duration rest(Duration taken) {
        Duration wanted = taken.multipliedBy(REST);
        Duration rest = wanted.compareTo(LONGEST_REST) < 0 ? wanted : LONGEST_REST;
        return rest.compareTo(interval) > 0 ? rest : interval;
    }
}
