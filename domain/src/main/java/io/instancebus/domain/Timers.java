package io.instancebus.domain;

import java.time.Instant;
import java.util.stream.Stream;

/** The times at which work in flight wants to be looked after. */
final class Timers {
    private Timers() {}

    static Stream<Instant> of(Work.Change change) {
        return Stream.concat(phase(change.phase()), Stream.of(change.deadline(), change.nextPatienceAt()));
    }

    static Stream<Instant> of(Work.Run run) {
        return run.answered()
                ? Stream.of(run.deadline())
                : Stream.concat(phase(run.phase()), Stream.of(run.deadline()));
    }

    private static Stream<Instant> phase(Work.Phase phase) {
        return switch (phase) {
            case Work.Phase.Issued issued -> Stream.of(issued.silentAt());
            case Work.Phase.Postponed postponed -> Stream.of(postponed.until());
            case Work.Phase.Unsure unsure -> Stream.of(unsure.until());
            case Work.Phase.Submitted submitted -> Stream.empty();
        };
    }
}
