package io.instancebus.benchmarks.measure;

import io.instancebus.accounts.Limits;
import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.report.Series;
import io.instancebus.benchmarks.where.SlowCreates;
import java.util.List;

/** Measures whether a worker keeps an account's calls under way when a provider takes its time. */
public final class SlowProvider implements Measure {
    private static final int PARTITIONS = 2;

    @Override
    public String name() {
        return "slow-provider";
    }

    @Override
    public String title() {
        return "Creates at a provider that takes its time";
    }

    @Override
    public int seconds() {
        return 120;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        int concurrency = Limits.USUAL.concurrency();
        double most = concurrency / SlowCreates.meanSeconds();
        int count = bench.size(1_500, 30);
        Runs runs = new Runs();
        for (int run = 0; run < bench.runs(); run++) {
            Flow.Taken taken =
                    new Flow(bench, PARTITIONS, 1).around(SlowCreates::of).take(count, false);
            bench.say(
                    "slow provider: %,.1f creates/s of %,.1f", taken.progress().perSecond(), most);
            runs.add("creates", taken.progress().perSecond());
        }
        return bench.result(
                this,
                all.from(),
                "%,d creates published at once, one worker, an account with the usual %d concurrent calls, and a sandbox whose"
                                .formatted(count, concurrency)
                        + " creates take 200 ms each, one of a hundred 2 s; the middle 80 % of the creates count. Beside it"
                        + " what as many callers would make that never wait for each other: concurrency ÷ mean time of a"
                        + " call.",
                List.of(Row.beside(
                        "creates at a provider whose calls take 200 ms, one of a hundred 2 s",
                        "creates/s",
                        runs.series("creates"),
                        "concurrency ÷ mean time",
                        Series.of(most),
                        Aim.ratioAtLeast(0.9))),
                List.of(),
                List.of());
    }
}
