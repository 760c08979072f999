package io.instancebus.command.state;

import io.instancebus.command.state.avro.StoredSweep;
import io.instancebus.domain.InFlight;

/** Maps removals of strays to and from their stored form. */
final class StrayRemovalMapping {
    private StrayRemovalMapping() {}

    static StoredSweep stored(InFlight.StrayRemoval stray) {
        return new StoredSweep(
                stray.nativeId(),
                stray.since(),
                stray.seen(),
                stray.attempt(),
                stray.failures(),
                PhaseMapping.stored(stray.phase()),
                stray.problem());
    }

    static InFlight.StrayRemoval stray(StoredSweep stored) {
        return new InFlight.StrayRemoval(
                stored.getNativeId(),
                stored.getSince(),
                stored.getSeen(),
                stored.getAttempt(),
                stored.getFailures(),
                PhaseMapping.attempt(stored.getPhase(), stored.getSince()),
                stored.getProblem());
    }
}
