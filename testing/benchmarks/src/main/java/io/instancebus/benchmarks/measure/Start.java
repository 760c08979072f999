package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.Up;
import java.nio.file.Path;
import java.util.List;

/** Measures the start of the embedded default, and its memory. */
public final class Start implements Measure {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public String title() {
        return "Start of the embedded default";
    }

    @Override
    public int seconds() {
        return 110;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        Runs runs = new Runs();
        // Starts it once before, because a first start may build the project and create archives.
        once(bench, new Runs());
        for (int run = 0; run < bench.runs() && !bench.quick(); run++) {
            once(bench, runs);
        }
        if (bench.quick()) {
            once(bench, runs);
        }
        return bench.result(
                this,
                all.from(),
                "From the call of `./instance-bus up` to the answer 202 to a create over HTTP, on an empty folder, after a"
                        + " clean stop, and after a kill -9. Everything was built before, and started once. The memory is"
                        + " resident memory (VmRSS) 15 s after the first start.",
                List.of(
                        Row.of("ready for the first command, first start", "s", runs.series("first"), Aim.atMost(6)),
                        Row.of("ready for the first command, restart", "s", runs.series("restart"), Aim.atMost(5)),
                        Row.of(
                                "ready for the first command, restart after kill -9",
                                "s",
                                runs.series("kill"),
                                Aim.atMost(8)),
                        Row.of("resident memory at rest", "MB", runs.series("memory"), Aim.atMost(1_000))),
                List.of(),
                List.of());
    }

    private static void once(Bench bench, Runs runs) throws Exception {
        Path data = bench.folder("up");
        Up first = Up.start(bench.home(), data);
        try {
            Thread.sleep(bench.size(15_000, 1_000));
            runs.add("memory", first.residentMegabytes());
        } finally {
            first.stop();
        }
        Up second = Up.start(bench.home(), data);
        second.kill();
        Up third = Up.start(bench.home(), data);
        third.stop();
        runs.add("first", first.seconds());
        runs.add("restart", second.seconds());
        runs.add("kill", third.seconds());
        bench.say(
                "first %.1f s, restart %.1f s, after kill %.1f s", first.seconds(), second.seconds(), third.seconds());
        Folders.delete(data);
    }
}
