package io.instancebus.faults;

import io.instancebus.faults.plan.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * The options of a run.
 *
 * @param duration the time in which faults are injected
 * @param rate commands per second of all publishers together
 * @param data an empty or new folder
 * @param kinds the selected kinds of fault, as far as the machine supports them
 * @param brief whether patience, faults and pauses are as short as possible
 */
record Options(long seed, Duration duration, int publishers, int rate, Path data, boolean brief, Set<Kind> kinds) {
    private static final Duration PROOF = Duration.ofSeconds(20);

    Options {
        kinds = Set.copyOf(kinds);
        if (publishers < 1 || rate < 1 || duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration, publishers and rate must be more than 0");
        }
    }

    /** The options of a proof, with the same seed and folder: a short stream and no faults. */
    Options forProof() {
        return new Options(seed, PROOF, 2, 5, data, true, kinds);
    }
}
