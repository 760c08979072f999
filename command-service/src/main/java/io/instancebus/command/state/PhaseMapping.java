package io.instancebus.command.state;

import io.instancebus.command.state.avro.PhaseKind;
import io.instancebus.command.state.avro.StoredPhase;
import io.instancebus.domain.Work;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a task has come, stored and back. */
final class PhaseMapping {
    private PhaseMapping() {}

    static StoredPhase stored(Work.Phase phase) {
        return switch (phase) {
            case Work.Phase.Issued(boolean begun, Instant silentAt) ->
                new StoredPhase(PhaseKind.ISSUED, begun, silentAt);
            case Work.Phase.Postponed(Instant until) -> new StoredPhase(PhaseKind.POSTPONED, false, until);
            case Work.Phase.Submitted() -> new StoredPhase(PhaseKind.SUBMITTED, false, null);
            case Work.Phase.Unsure(Instant until) -> new StoredPhase(PhaseKind.UNSURE, false, until);
        };
    }

    static Work.Phase phase(StoredPhase stored) {
        return switch (stored.getKind()) {
            case ISSUED -> new Work.Phase.Issued(stored.getBegun(), at(stored));
            case POSTPONED -> new Work.Phase.Postponed(at(stored));
            case SUBMITTED -> new Work.Phase.Submitted();
            case UNSURE -> new Work.Phase.Unsure(at(stored));
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
