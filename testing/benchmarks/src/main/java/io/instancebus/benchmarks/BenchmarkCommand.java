package io.instancebus.benchmarks;

import io.instancebus.benchmarks.measure.Bench;
import io.instancebus.benchmarks.measure.Measure;
import io.instancebus.benchmarks.report.BenchmarkReport;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Results;
import io.instancebus.benchmarks.stand.Folders;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code instance-bus benchmark}. */
@Command(
        name = "benchmark",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures Instance Bus on this machine, each figure beside the raw limit of the machine, and writes a report.",
            "Results of measures that are not run again stay in the report."
        })
final class BenchmarkCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "MEASURE", description = "What to measure; everything by default.")
    private List<String> names = List.of();

    @Option(names = "--list", description = "List the measures and exit.")
    private boolean list;

    @Option(
            names = "--quick",
            description = "Small sizes and one run: shows that the measures work, not how fast the bus is.")
    private boolean quick;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description = "The number of runs of each measure (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "The page to write (default: docs/benchmarks.md; with --quick, one in the temporary folder)."
                    + " Raw results and plots go into the folder of its name beside it.")
    private @Nullable Path report;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A folder with room for some gigabytes (default: a new temporary folder).")
    private @Nullable Path data;

    @Override
    public Integer call() throws Exception {
        PrintStream out = System.out;
        if (list) {
            Measures.ALL.forEach(measure ->
                    out.printf("%-12s %s (about %d s)%n", measure.name(), measure.title(), measure.seconds()));
            return 0;
        }
        Path home = Path.of(System.getProperty("instancebus.home", "."))
                .toAbsolutePath()
                .normalize();
        Path page = report != null ? report : page(home);
        Path folder = data != null
                ? Files.createDirectories(data).resolve("benchmark")
                : Files.createTempDirectory("instance-bus-benchmark-");
        Folders.delete(folder);
        int failed = 0;
        try (Bench bench = new Bench(home, folder, runs, quick, out)) {
            for (Measure measure : chosen()) {
                failed += run(out, bench, measure, page) ? 0 : 1;
            }
        }
        out.println();
        out.println("The report: " + page.toAbsolutePath());
        return failed == 0 ? 0 : 1;
    }

    private Path page(Path home) throws IOException {
        return quick
                ? Files.createTempDirectory("instance-bus-figures-").resolve("benchmarks.md")
                : home.resolve("docs/benchmarks.md");
    }

    private List<Measure> chosen() {
        for (String name : names) {
            if (!Measures.names().contains(name)) {
                throw new CommandLine.ParameterException(
                        new CommandLine(this),
                        "there is no measure " + name + "; there are " + String.join(", ", Measures.names()));
            }
        }
        return Measures.ALL.stream()
                .filter(measure -> names.isEmpty() || names.contains(measure.name()))
                .toList();
    }

    /**
     * Runs one measure. A measure that fails does not keep the others from running; its earlier result stays in the
     * report.
     */
    private static boolean run(PrintStream out, Bench bench, Measure measure, Path page) throws IOException {
        out.println();
        out.println(measure.name() + ": " + measure.title());
        try {
            Result result = measure.run(bench);
            Path json = BenchmarkReport.json(page);
            Results results = Results.read(json).with(result, Measures.names());
            results.write(json);
            new BenchmarkReport(results, page).write();
            out.printf("  done in %.0f s%n", result.seconds());
            return true;
        } catch (IOException failure) {
            throw failure;
        } catch (Exception failure) {
            out.println("  FAILED: " + failure);
            failure.printStackTrace(out);
            return false;
        }
    }
}
