package io.instancebus.command.state;

import io.instancebus.command.state.avro.PhaseKind;
import io.instancebus.command.state.avro.StoredPhase;
import io.instancebus.domain.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Maps phases to and from their stored form. */
final class PhaseMapping {
    private PhaseMapping() {}

    static StoredPhase stored(Phase phase) {
        return switch (phase) {
            case Phase.Issued(boolean started, Instant leaseExpiresAt) ->
                new StoredPhase(PhaseKind.ISSUED, started, leaseExpiresAt);
            case Phase.Deferred(Instant until) -> new StoredPhase(PhaseKind.POSTPONED, false, until);
            case Phase.Accepted() -> new StoredPhase(PhaseKind.SUBMITTED, false, null);
            case Phase.OutcomeUnknown(Instant until) -> new StoredPhase(PhaseKind.UNSURE, false, until);
        };
    }

    static Phase phase(StoredPhase stored) {
        return switch (stored.getKind()) {
            case ISSUED -> new Phase.Issued(stored.getBegun(), at(stored));
            case POSTPONED -> new Phase.Deferred(at(stored));
            case SUBMITTED -> new Phase.Accepted();
            case UNSURE -> new Phase.OutcomeUnknown(at(stored));
        };
    }

    /**
     * As {@link #phase}, for a run or the destroy of a stray, which no provider accepts. No release has written another
     * phase for these. If one is read nevertheless, the task counts as started, so that it is not executed again.
     *
     * @param end the end of the lease, if the phase has no time
     */
    static Phase.Attempt attempt(StoredPhase stored, Instant end) {
        return switch (phase(stored)) {
            case Phase.Attempt attempt -> attempt;
            case Phase.Accepted accepted -> new Phase.Issued(true, end);
            case Phase.OutcomeUnknown unknown -> new Phase.Issued(true, unknown.until());
        };
    }

    private static Instant at(StoredPhase stored) {
        @Nullable Instant at = stored.getAt();
        if (at == null) {
            throw new UnreadableState("a stored " + stored.getKind() + " has no time");
        }
        return at;
    }
}
