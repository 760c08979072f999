package io.instancebus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.benchmarks.report.BenchmarkReport;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every measure runs and appears in the report, whatever its figures. */
@Tag("broker")
@Tag("database")
@Tag("slow")
class QuickRunTest {
    @TempDir
    private Path folder;

    @Test
    void aQuickRunIsKeptAndToldAndAnotherAddsToIt() throws Exception {
        Path page = folder.resolve("docs/figures.md");

        int first = BenchmarkMain.run(
                "decide",
                "rebuild",
                "--quick",
                "--report",
                page.toString(),
                "--data",
                folder.resolve("data").toString());
        int second = BenchmarkMain.run(
                "reads",
                "list",
                "waits",
                "where",
                "--quick",
                "--report",
                page.toString(),
                "--data",
                folder.resolve("data").toString());

        assertThat(first).isZero();
        assertThat(second).isZero();
        Results results = Results.read(BenchmarkReport.json(page));
        assertThat(results.results())
                .extracting(Result::measure)
                .containsExactly("where", "rebuild", "decide", "reads", "list", "waits");
        assertThat(results.results()).allSatisfy(result -> {
            assertThat(result.quick()).isTrue();
            assertThat(result.rows())
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.series().median()).isPositive());
        });
        assertThat(Files.readString(page))
                .contains("rebuild of the view", "COPY of the same rows", "figures/reads-sqlite.svg", "quick runs")
                .contains("figures/where-full.svg", "| task committed → task begun | worker |", "| EndTxn |");
        assertThat(folder.resolve("docs/figures/reads-sqlite.svg")).isNotEmptyFile();
        assertThat(folder.resolve("docs/figures/where-full.svg")).isNotEmptyFile();
        assertThat(folder.resolve("data/benchmark")).doesNotExist();
    }

    @Test
    void aMeasureThatThereIsNotIsRefused() {
        assertThat(BenchmarkMain.run("speed")).isEqualTo(2);
    }
}
