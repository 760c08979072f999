package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Curve;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.report.Series;
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

/** What a measure works with: how much of everything, where to put things, and the parts that measures share. */
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
     * @param home the project's folder, in which the launcher is
     * @param folder for whatever the measures write; emptied by this
     * @param runs of each measurement, at least 1
     * @param quick whether small sizes will do
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

    /** How many of something: the one for figures that count, or the one that shows that it works. */
    public int size(int full, int small) {
        return quick ? small : full;
    }

    public Path home() {
        return home;
    }

    /** A new folder of this name. */
    public Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name + "-" + ++folders));
    }

    /** Started when it is first asked for. */
    public Broker broker() throws IOException {
        if (broker == null) {
            broker = Broker.start(folder("broker"));
        }
        return broker;
    }

    /** Started when it is first asked for. */
    public Postgres postgres() throws IOException {
        if (postgres == null) {
            postgres = Postgres.start(folder("postgres"));
        }
        return postgres;
    }

    public void say(String format, Object... values) {
        out.println("  " + String.format(Locale.ROOT, format, values));
    }

    /** One figure of each run. */
    public Series each(DoubleSupplier figure) {
        double[] values = new double[runs];
        Arrays.setAll(values, run -> figure.getAsDouble());
        return Series.of(values);
    }

    /** A result from its parts. */
    public Result result(
            Measure measure, long from, String how, List<Row> rows, List<Curve> curves, List<String> notes) {
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
