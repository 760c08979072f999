package io.instancebus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.BenchmarkReport;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Results;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.report.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of known figures. */
class BenchmarkReportTest {
    @TempDir
    private Path folder;

    @Test
    void ratiosAreOfTheRunsAndAimsAreHeldAgainstTheirMedian() throws Exception {
        Row row = Row.beside(
                "a thing",
                "s",
                Series.of(2, 3, 40),
                "another",
                Series.of(1, 2, 10),
                Aim.ratioAtMost(2),
                Aim.atMost(2.5));

        assertThat(line(row))
                .isEqualTo("| a thing | 2 (1.50 – 4) | ≤ 2 ×<br>≤ 2.50 s | yes<br>**no** | 3 (2 – 40) s |"
                        + " another: 2 (1 – 10) s |");
    }

    @Test
    void aFigureWithoutAnAimIsOnlyStated() throws Exception {
        assertThat(line(Row.of("a thing", "MB", Series.of(1_234)))).isEqualTo("| a thing |  |  |  | 1,234 MB |  |");
    }

    private String line(Row row) throws Exception {
        Path page = folder.resolve("page.md");
        Result result = new Result(
                "m",
                "Title",
                "How.",
                Instant.EPOCH,
                "c0ffee",
                false,
                1,
                List.of(row),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        Results none = Results.read(folder.resolve("nothing.json"));
        new BenchmarkReport(none.with(result, List.of("m")), page).write();
        return Files.readAllLines(page).stream()
                .filter(text -> text.startsWith("| a thing"))
                .findFirst()
                .orElseThrow();
    }
}
