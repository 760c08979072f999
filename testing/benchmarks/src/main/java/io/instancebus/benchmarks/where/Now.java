package io.instancebus.benchmarks.where;

import java.time.Instant;

/** The clock of records, with fractions. */
final class Now {
    private Now() {}

    static double millis() {
        return millis(Instant.now());
    }

    static double millis(Instant at) {
        return at.getEpochSecond() * 1e3 + at.getNano() / 1e6;
    }
}
