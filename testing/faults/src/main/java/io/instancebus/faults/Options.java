package io.instancebus.faults;

import io.instancebus.faults.plan.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * What a run is asked for.
 *
 * @param duration of the part in which faults are injected
 * @param rate commands per second of all publishers together
 * @param data an empty or new folder
 * @param kinds of fault to try, of fault as far as the machine can do them
 * @param brief whether everything is as short as it can be: patience, holds, pauses
 */
record Options(long seed, Duration duration, int publishers, int rate, Path data, boolean brief, Set<Kind> kinds) {
    private static final Duration PROOF = Duration.ofSeconds(20);

    Options {
        kinds = Set.copyOf(kinds);
        if (publishers < 1 || rate < 1 || duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration, publishers and rate must be more than 0");
        }
    }

    /** Of the same seed and folder: a short stream and no faults. */
    Options forProof() {
        return new Options(seed, PROOF, 2, 5, data, true, kinds);
    }
}
