package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Curve;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.report.Series;
import io.instancebus.benchmarks.report.Table;
import io.instancebus.benchmarks.report.Waterfall;
import io.instancebus.benchmarks.stand.Broker;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.Postgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The environment of a measure: sizes, folders, and shared parts. */
public final class Bench implements AutoCloseable {
    private final Path home;
    private final Path folder;
    private final int runs;
    private final boolean quick;
    private final PrintStream out;
    private @Nullable Broker broker;
    private @Nullable Postgres postgres;
    private int folders;

    /**
     * @param home the project's folder, which contains the launcher
     * @param folder the folder for all data; this empties it
     * @param runs the number of runs of each measurement, at least 1
     * @param quick whether small sizes are sufficient
     */
    public Bench(Path home, Path folder, int runs, boolean quick, PrintStream out) throws IOException {
        this.home = home;
        this.folder = Files.createDirectories(folder).toAbsolutePath();
        this.runs = quick ? 1 : runs;
        this.quick = quick;
        this.out = out;
    }

    public int runs() {
        return runs;
    }

    public boolean quick() {
        return quick;
    }

    /** A size: the full one for meaningful figures, or the small one that only shows that the measure works. */
    public int size(int full, int small) {
        return quick ? small : full;
    }

    public Path home() {
        return home;
    }

    /** Creates a new folder of this name. */
    public Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name + "-" + ++folders));
    }

    /** The broker; started at the first call. */
    public Broker broker() throws IOException {
        if (broker == null) {
            broker = Broker.start(folder("broker"));
        }
        return broker;
    }

    /** The database; started at the first call. */
    public Postgres postgres() throws IOException {
        if (postgres == null) {
            postgres = Postgres.start(folder("postgres"));
        }
        return postgres;
    }

    public void say(String format, Object... values) {
        out.println("  " + String.format(Locale.ROOT, format, values));
    }

    /** Takes one figure in each run. */
    public Series each(DoubleSupplier figure) {
        double[] values = new double[runs];
        Arrays.setAll(values, run -> figure.getAsDouble());
        return Series.of(values);
    }

    /** A result of these parts. */
    public Result result(
            Measure measure, long from, String how, List<Row> rows, List<Curve> curves, List<String> notes) {
        return result(measure, from, how, rows, curves, List.of(), List.of(), notes);
    }

    /** The same, with waterfalls and tables. */
    public Result result(
            Measure measure,
            long from,
            String how,
            List<Row> rows,
            List<Curve> curves,
            List<Waterfall> waterfalls,
            List<Table> tables,
            List<String> notes) {
        return new Result(
                measure.name(),
                measure.title(),
                how,
                Instant.now(),
                commit(),
                quick,
                (System.nanoTime() - from) / 1e9,
                rows,
                curves,
                waterfalls,
                tables,
                new ArrayList<>(notes));
    }

    private String commit() {
        try {
            Process git = new ProcessBuilder(
                            "git", "-C", home.toString(), "describe", "--always", "--dirty", "--abbrev=10")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes()).strip();
            return said.isEmpty() ? "unknown" : said;
        } catch (IOException noGit) {
            return "unknown";
        }
    }

    @Override
    public void close() throws IOException {
        if (broker != null) {
            broker.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        Folders.delete(folder);
    }
}
