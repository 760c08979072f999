package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.report.Series;
import io.instancebus.benchmarks.stand.Life;
import java.time.Instant;
import java.util.List;

/** Measures decisions a second on one core, without input or output. */
public final class Decide implements Measure {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public String name() {
        return "decide";
    }

    @Override
    public String title() {
        return "Deciding in memory";
    }

    @Override
    public int seconds() {
        return 15;
    }

    @Override
    public Result run(Bench bench) {
        Stopwatch all = new Stopwatch();
        int lives = bench.size(200_000, 2_000);
        for (int warmUp = 0; warmUp < bench.size(4, 1); warmUp++) {
            bench.say("warm-up: %,.0f decisions/s", perSecond(lives));
        }
        Series rate = bench.each(() -> perSecond(lives));
        bench.say("%,.0f decisions/s", rate.median());
        return bench.result(
                this,
                all.from(),
                "One thread decides whole lives of instances (create, accepted, the look that is asked for, running, and"
                        + " the same for a stop: " + Life.stopped("i", FROM).decisions()
                        + " decisions), after a warm-up; nothing is encoded or stored.",
                List.of(Row.of("fold and decide in memory, one core", "decisions/s", rate, Aim.atLeast(1_000_000))),
                List.of(),
                List.of());
    }

    private static double perSecond(int lives) {
        Stopwatch time = new Stopwatch();
        long decisions = 0;
        for (int life = 0; life < lives; life++) {
            decisions += Life.stopped("i-" + life, FROM).decisions();
        }
        return decisions / time.seconds();
    }
}
