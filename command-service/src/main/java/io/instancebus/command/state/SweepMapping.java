package io.instancebus.command.state;

import io.instancebus.command.state.avro.StoredSweep;
import io.instancebus.domain.Work;

/** A stray that is being destroyed, stored and back. */
final class SweepMapping {
    private SweepMapping() {}

    static StoredSweep stored(Work.Sweep sweep) {
        return new StoredSweep(
                sweep.nativeId(),
                sweep.since(),
                sweep.seen(),
                sweep.attempt(),
                sweep.failures(),
                PhaseMapping.stored(sweep.phase()),
                sweep.problem());
    }

    static Work.Sweep sweep(StoredSweep stored) {
        return new Work.Sweep(
                stored.getNativeId(),
                stored.getSince(),
                stored.getSeen(),
                stored.getAttempt(),
                stored.getFailures(),
                PhaseMapping.attempt(stored.getPhase(), stored.getSince()),
                stored.getProblem());
    }
}
