package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.Up;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Measures the start of the embedded default, and what it uses at rest. */
public final class Start implements Measure {
    private static final int MANY = 10_000;

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
        return 400;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        Runs runs = new Runs();
        // Starts it once before, because a first start may build the project and create archives.
        starts(bench, new Runs());
        for (int run = 0; run < bench.runs(); run++) {
            starts(bench, runs);
        }
        atRest(bench, runs);
        return bench.result(
                this,
                all.from(),
                "From the call of `./instance-bus up` to the answer 202 to a create over HTTP, on an empty folder, after a"
                        + " clean stop, and after a kill -9. Everything was built before, and started once. At rest, once:"
                        + " %d s after a start, and as long after %,d further creates were RUNNING, the processor"
                                .formatted(settling(bench).toSeconds(), many(bench))
                        + " time of the process during %d s (/proc/PID/stat), then its resident memory (VmRSS)."
                                .formatted(resting(bench).toSeconds()),
                List.of(
                        Row.of("ready for the first command, first start", "s", runs.series("first"), Aim.atMost(3.5)),
                        Row.of("ready for the first command, restart", "s", runs.series("restart"), Aim.atMost(3)),
                        Row.of(
                                "ready for the first command, restart after kill -9",
                                "s",
                                runs.series("kill"),
                                Aim.atMost(5)),
                        Row.of("processor time at rest", "% of a core", runs.series("rest"), Aim.atMost(1)),
                        Row.of("resident memory at rest", "MB", runs.series("memory"), Aim.atMost(350)),
                        Row.of(
                                "processor time at rest, many instances RUNNING",
                                "% of a core",
                                runs.series("restOfMany"),
                                Aim.atMost(3)),
                        Row.of("resident memory at rest, many instances RUNNING", "MB", runs.series("memoryOfMany"))),
                List.of(),
                List.of());
    }

    /** The compiler is at work for a while after a start, and after a load. */
    private static Duration settling(Bench bench) {
        return Duration.ofSeconds(bench.size(60, 1));
    }

    private static Duration resting(Bench bench) {
        return Duration.ofSeconds(bench.size(60, 1));
    }

    private static int many(Bench bench) {
        return bench.size(MANY, 20);
    }

    private static void atRest(Bench bench, Runs runs) throws IOException, InterruptedException {
        Path data = bench.folder("up");
        Up up = Up.start(bench.home(), data);
        try {
            rest(bench, up, runs, "rest", "memory");
            up.createRunning(many(bench));
            rest(bench, up, runs, "restOfMany", "memoryOfMany");
        } finally {
            up.stop();
        }
        Folders.delete(data);
    }

    private static void rest(Bench bench, Up up, Runs runs, String processor, String memory)
            throws IOException, InterruptedException {
        Thread.sleep(settling(bench));
        double percent = up.processorPercent(resting(bench));
        double megabytes = up.residentMegabytes();
        runs.add(processor, percent);
        runs.add(memory, megabytes);
        bench.say("%s: %.1f %% of a core, %.0f MB", processor, percent, megabytes);
    }

    private static void starts(Bench bench, Runs runs) throws IOException, InterruptedException {
        Path data = bench.folder("up");
        Up first = Up.start(bench.home(), data);
        first.stop();
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
