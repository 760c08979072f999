package io.instancebus.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The due time of work in flight. It is computed twice for each decision, so without streams. */
final class Timers {
    private Timers() {}

    static @Nullable Instant earliest(Work work) {
        Instant earliest = work.watch().nextAt();
        if (work.sweeps().isEmpty()) {
            earliest = earlier(earliest, work.forgetAt());
        }
        if (work.change() != null) {
            earliest = earlier(earliest, of(work.change()));
        }
        for (Work.Waiting waiting : work.queue()) {
            earliest = earlier(earliest, waiting.deadline());
        }
        for (Work.Run run : work.runs()) {
            earliest = earlier(earliest, of(run));
        }
        for (Work.Sweep sweep : work.sweeps()) {
            earliest = earlier(earliest, of(sweep.phase()));
        }
        return earliest;
    }

    private static @Nullable Instant of(Work.Change change) {
        return earlier(of(change.phase()), earlier(change.deadline(), change.nextPatienceAt()));
    }

    private static @Nullable Instant of(Work.Run run) {
        return run.answered() ? run.deadline() : earlier(of(run.phase()), run.deadline());
    }

    private static @Nullable Instant of(Phase phase) {
        return switch (phase) {
            case Phase.Issued issued -> issued.leaseExpiresAt();
            case Phase.Deferred deferred -> deferred.until();
            case Phase.OutcomeUnknown unknown -> unknown.until();
            case Phase.Accepted accepted -> null;
        };
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
