package io.instancebus.benchmarks;

import io.instancebus.benchmarks.measure.Decide;
import io.instancebus.benchmarks.measure.Decode;
import io.instancebus.benchmarks.measure.Growth;
import io.instancebus.benchmarks.measure.Latency;
import io.instancebus.benchmarks.measure.Lists;
import io.instancebus.benchmarks.measure.Measure;
import io.instancebus.benchmarks.measure.Pipeline;
import io.instancebus.benchmarks.measure.Projectors;
import io.instancebus.benchmarks.measure.Reads;
import io.instancebus.benchmarks.measure.Rebuild;
import io.instancebus.benchmarks.measure.Restore;
import io.instancebus.benchmarks.measure.Simple;
import io.instancebus.benchmarks.measure.SlowProvider;
import io.instancebus.benchmarks.measure.SshRunsAtOnce;
import io.instancebus.benchmarks.measure.Start;
import io.instancebus.benchmarks.measure.Waiters;
import io.instancebus.benchmarks.measure.Where;
import java.util.List;

/** All measures, in the order of the report. */
final class Measures {
    static final List<Measure> ALL = List.of(
            new Latency(),
            new Pipeline(),
            new Where(),
            new SlowProvider(),
            new Rebuild(),
            new Projectors(),
            new Decide(),
            new Decode(),
            new Reads(),
            new Lists(),
            new Waiters(),
            new SshRunsAtOnce(),
            new Start(),
            new Restore(),
            new Growth(),
            new Simple());

    private Measures() {}

    static List<String> names() {
        return ALL.stream().map(Measure::name).toList();
    }
}
