package io.instancebus.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The due time of work in flight. It is computed twice for each decision, so without streams. */
final class Timers {
    private Timers() {}

    static @Nullable Instant earliest(InFlight inFlight) {
        Instant earliest = inFlight.observations().nextAt();
        if (inFlight.strays().isEmpty()) {
            earliest = earlier(earliest, inFlight.forgetAt());
        }
        if (inFlight.operation() != null) {
            earliest = earlier(earliest, of(inFlight.operation()));
        }
        for (InFlight.QueuedCommand waiting : inFlight.queue()) {
            earliest = earlier(earliest, waiting.deadline());
        }
        for (InFlight.Run run : inFlight.runs()) {
            earliest = earlier(earliest, of(run));
        }
        for (InFlight.StrayRemoval stray : inFlight.strays()) {
            earliest = earlier(earliest, of(stray.phase()));
        }
        return earliest;
    }

    private static @Nullable Instant of(InFlight.Operation operation) {
        return earlier(of(operation.phase()), earlier(operation.deadline(), operation.stallDeadline()));
    }

    private static @Nullable Instant of(InFlight.Run run) {
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
