package io.instancebus.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.faults.check.Rule;
import io.instancebus.faults.check.Verdict;
import io.instancebus.faults.plan.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of two minutes with one fault of each kind that this machine supports; docs/reliability.md has a run of thirty.
 */
@Tag("broker")
@Tag("database")
@Tag("process")
@Tag("slow")
@Timeout(900)
class FaultRunTest {
    @TempDir
    private Path folder;

    @Test
    void afterOneFaultOfEachKindEveryRuleHolds() throws Exception {
        long seed = Long.getLong("faults.seed", System.currentTimeMillis());
        Path data = folder.resolve("data");
        System.out.println("faults.seed=" + seed);
        RunOutcome outcome = new FaultRun(
                        new Options(seed, Duration.ofSeconds(10), 2, 5, data, true, EnumSet.allOf(Kind.class)),
                        System.out)
                .run();
        assertThat(outcome.incidents().stream()
                        .map(incident -> incident.fault().kind())
                        .collect(Collectors.toSet()))
                .as("kinds of fault; not tried: " + outcome.notTried())
                .hasSize(Kind.values().length - outcome.notTried().size());
        List<String> broken = outcome.verdicts().stream()
                .filter(verdict -> !verdict.held())
                .map(verdict -> verdict.rule() + ": " + verdict.problems())
                .toList();
        assertThat(broken)
                .as("faults.seed=" + seed + "\n" + FaultsReport.markdown(outcome, "") + logs(data))
                .isEmpty();
        assertThat(outcome.verdicts()).extracting(Verdict::rule).containsExactlyInAnyOrder(Rule.values());
    }

    private static String logs(Path data) throws IOException {
        StringBuilder logs = new StringBuilder();
        try (var files = Files.list(data.resolve("logs"))) {
            for (Path log : files.sorted().toList()) {
                String text = Files.readString(log);
                logs.append("== ").append(log.getFileName()).append('\n');
                logs.append(text.substring(Math.max(0, text.length() - 5_000))).append('\n');
            }
        }
        return logs.toString();
    }
}
