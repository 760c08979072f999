package io.instancebus.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The report for people: ratios first, then the methods and the curves. */
public final class BenchmarkReport {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Results results;
    private final Path page;
    private final Path plots;

    /** @param page a Markdown file; the plots are in the folder of its name beside it */
    public BenchmarkReport(Results results, Path page) {
        this.results = results;
        this.page = page.toAbsolutePath();
        this.plots = this.page.resolveSibling(name(page));
    }

    private static String name(Path page) {
        String name = page.getFileName().toString();
        return name.endsWith(".md") ? name.substring(0, name.length() - 3) : name + "-plots";
    }

    public static Path json(Path page) {
        return page.toAbsolutePath().resolveSibling(name(page)).resolve("results.json");
    }

    public void write() throws IOException {
        Files.createDirectories(plots);
        List<String> lines = new ArrayList<>();
        head(lines);
        table(lines);
        for (Result result : results.results()) {
            section(lines, result);
        }
        Files.writeString(page, String.join("\n", lines) + "\n");
    }

    private void head(List<String> lines) {
        lines.add("# Figures");
        lines.add("");
        lines.add("Made by `./instance-bus benchmark`; [results.json](" + plots.getFileName()
                + "/results.json) has the figures of each run. Each figure is shown with the raw limit of the same machine,"
                + " measured in the same run: absolute figures vary by a factor of two with the load of the machine, ratios"
                + " vary less. The page shows medians and, in brackets, the minimum and maximum of the runs. Broker,"
                + " databases, services and load generator share the cores of one machine.");
        lines.add("");
        results.machine().lines().forEach(line -> lines.add("- " + line));
        lines.add("");
        if (results.results().stream().anyMatch(Result::quick)) {
            lines.add("**Some of these were quick runs, which only show that the measures work.**");
            lines.add("");
        }
    }

    private void table(List<String> lines) {
        lines.add("| measured | ratio | aim | reached | figure | beside |");
        lines.add("| --- | --- | --- | --- | --- | --- |");
        for (Result result : results.results()) {
            result.rows().forEach(row -> lines.add(line(row)));
        }
        lines.add("");
    }

    private static String line(Row row) {
        Series ratio = row.ratio();
        Beside beside = row.beside();
        return "| "
                + String.join(
                        " | ",
                        row.what(),
                        ratio == null ? "" : Numbers.of(ratio),
                        String.join(
                                "<br>",
                                row.aims().stream()
                                        .map(aim -> aim.words(row.unit()))
                                        .toList()),
                        String.join(
                                "<br>",
                                row.aims().stream()
                                        .map(aim -> row.reached(aim) ? "yes" : "**no**")
                                        .toList()),
                        Numbers.of(row.series()) + " " + row.unit(),
                        beside == null ? "" : beside.what() + ": " + Numbers.of(beside.series()) + " " + row.unit())
                + " |";
    }

    private void picture(List<String> lines, String title, String name) {
        lines.add("![" + title + "](" + plots.getFileName() + "/" + name + ".svg)");
        lines.add("");
    }

    private void section(List<String> lines, Result result) throws IOException {
        lines.add("## " + result.title());
        lines.add("");
        lines.add(result.how());
        lines.add("");
        for (String note : result.notes()) {
            lines.add("- " + note);
        }
        if (!result.notes().isEmpty()) {
            lines.add("");
        }
        for (Curve curve : result.curves()) {
            Files.writeString(plots.resolve(curve.name() + ".svg"), new Plot(curve).svg());
            picture(lines, curve.title(), curve.name());
        }
        for (Waterfall waterfall : result.waterfalls()) {
            Files.writeString(plots.resolve(waterfall.name() + ".svg"), new WaterfallPlot(waterfall).svg());
            picture(lines, waterfall.title(), waterfall.name());
        }
        result.tables().forEach(table -> lines.addAll(table.markdown()));
        lines.add("<sub>`./instance-bus benchmark " + result.measure() + "`, " + MINUTE.format(result.at())
                + ", commit " + result.commit() + ", " + Math.round(result.seconds()) + " s"
                + (result.quick() ? ", quick" : "") + "</sub>");
        lines.add("");
    }
}
