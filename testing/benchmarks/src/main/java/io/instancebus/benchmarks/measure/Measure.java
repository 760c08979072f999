package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Result;

/** A measurement, whose result has figures and what to compare them with. */
public interface Measure {
    /** The name on the command line. */
    String name();

    /** The title in the report. */
    String title();

    /** The approximate duration on two cores, in seconds. */
    int seconds();

    /** Runs the measurement and prints its progress; leaves nothing behind. */
    Result run(Bench bench) throws Exception;
}
