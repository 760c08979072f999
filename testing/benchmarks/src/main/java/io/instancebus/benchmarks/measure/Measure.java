package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Result;

/** One question to the machine, answered with figures and what they are to be compared with. */
public interface Measure {
    /** As it stands on the command line. */
    String name();

    /** What it answers, in a line. */
    String title();

    /** About how many seconds it takes on two cores. */
    int seconds();

    /** Says its progress; leaves nothing behind. */
    Result run(Bench bench) throws Exception;
}
