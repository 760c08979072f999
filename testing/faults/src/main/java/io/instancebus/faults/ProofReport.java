package io.instancebus.faults;

import io.instancebus.faults.check.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The report of a proof in Markdown. */
final class ProofReport {
    private ProofReport() {}

    /** Writes the report; replaces the section of the proof if the file exists and has it. */
    static void write(Options options, List<Proof.Finding> findings, Path file) throws IOException {
        MarkedSection.named("proof").write(file, markdown(options, findings));
    }

    private static String markdown(Options options, List<Proof.Finding> findings) {
        StringBuilder text = new StringBuilder("""
                Proof of %s UTC on %s: seed %d. Without a sabotage, every rule held. Of %d sabotages, the judge
                detected %d with exactly the expected rules.

                | sabotage | the rules that the judge found broken, and no others | |
                | --- | --- | --- |
                """.formatted(
                        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
                                .format(Instant.now().atOffset(ZoneOffset.UTC)),
                        HostDescription.words(),
                        options.seed(),
                        findings.size(),
                        findings.stream().filter(Proof.Finding::proven).count()));
        for (Proof.Finding finding : findings) {
            text.append("| %s | %s | %s |\n"
                    .formatted(
                            finding.sabotage().words(),
                            words(finding.said()),
                            finding.proven()
                                    ? "detected"
                                    : "**expected: " + words(finding.sabotage().rules()) + "**"));
        }
        return text.toString();
    }

    private static String words(Set<Rule> rules) {
        return rules.isEmpty()
                ? "none"
                : rules.stream().sorted().map(Rule::words).collect(Collectors.joining("; "));
    }
}
