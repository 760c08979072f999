package io.instancebus.faults;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a run is asked for.
 *
 * @param duration of the part in which faults are injected
 * @param rate commands per second of all publishers together
 * @param data an empty or new folder
 * @param brief whether everything is as short as it can be: patience, holds, pauses
 */
record Options(long seed, Duration duration, int publishers, int rate, Path data, boolean brief) {
    Options {
        if (publishers < 1 || rate < 1 || duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration, publishers and rate must be more than 0");
        }
    }
}
