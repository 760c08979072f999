package io.instancebus.benchmarks;

import picocli.CommandLine;

/** {@code ./instance-bus benchmark} comes here. */
public final class BenchmarkMain {
    private BenchmarkMain() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new BenchmarkCommand()).execute(arguments);
    }
}
