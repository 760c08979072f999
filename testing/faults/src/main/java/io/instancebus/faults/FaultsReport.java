package io.instancebus.faults;

import io.instancebus.faults.check.Recovery;
import io.instancebus.faults.check.Verdict;
import io.instancebus.faults.plan.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The report of a run in Markdown, with a chart beside it. */
final class FaultsReport {
    private static final int TOLD = 20;

    private FaultsReport() {}

    /** Writes the report; replaces the section of the result if the file exists and has it. */
    static void write(RunOutcome outcome, Path file) throws IOException {
        String name = file.getFileName().toString().replaceAll("\\.md$", "") + ".svg";
        Path folder = java.util.Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name), Chart.of(outcome));
        MarkedSection.named("result").write(file, markdown(outcome, name));
    }

    static String markdown(RunOutcome outcome, String chart) {
        Options options = outcome.options();
        StringBuilder text = new StringBuilder();
        text.append("""
                Run of %s UTC on %s: seed %d, %d publishers with %d commands a second together, and 4 canaries a second.
                In **%s** there were **%d faults**, one after the other, **%d commands** and %d events.
                Without a fault, half of the canaries were accepted within %.0f ms, shown by the gateway within %.0f ms,
                and done (over SSH) within %.0f ms.

                """.formatted(
                        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
                                .format(outcome.startedAt().atOffset(ZoneOffset.UTC)),
                        HostDescription.words(),
                        options.seed(),
                        options.publishers(),
                        options.rate(),
                        minutes(outcome.took()),
                        outcome.incidents().size(),
                        outcome.commands(),
                        outcome.events(),
                        outcome.usual().accepted(),
                        outcome.usual().shown(),
                        outcome.usual().done()));
        text.append(recoveries(outcome)).append("\n![Latency of the canaries, and the faults](" + chart + ")\n\n");
        text.append(rules(outcome)).append('\n').append(lost(outcome));
        outcome.notTried()
                .forEach(kind -> text.append("Not tried: ").append(kind).append(".\n"));
        return text.toString();
    }

    private static String recoveries(RunOutcome outcome) {
        StringBuilder text = new StringBuilder("""
                | fault | times | no effect | back to usual after the start of the fault: median | longest | after its end: median | longest |
                | --- | --: | --: | --: | --: | --: | --: |
                """);
        for (Kind kind : Kind.values()) {
            List<Incident> some = outcome.incidents().stream()
                    .filter(incident -> incident.fault().kind() == kind)
                    .toList();
            if (!some.isEmpty()) {
                text.append(row(kind.words(), some));
            }
        }
        return text.append(row("all", outcome.incidents())).toString();
    }

    private static String row(String name, List<Incident> incidents) {
        List<Recovery> back = incidents.stream()
                .map(Incident::recovery)
                .flatMap(Optional::stream)
                .toList();
        long notFelt = back.stream().filter(one -> one.fromFault().isZero()).count();
        long never = incidents.size() - back.size();
        return "| %s | %d | %d | %s | %s | %s | %s |\n"
                .formatted(
                        name,
                        incidents.size(),
                        notFelt,
                        at(back, Recovery::fromFault, 0.5),
                        never > 0 ? "**not within 90 s: " + never + "**" : at(back, Recovery::fromFault, 1),
                        at(back, Recovery::fromEnd, 0.5),
                        at(back, Recovery::fromEnd, 1));
    }

    private static String at(List<Recovery> back, Function<Recovery, Duration> which, double share) {
        if (back.isEmpty()) {
            return "–";
        }
        List<Duration> sorted = back.stream().map(which).sorted().toList();
        // By the nearest-rank method, so that each value is one that occurred.
        int index = (int) Math.max(0, Math.ceil(share * sorted.size()) - 1);
        return "%.1f s".formatted(sorted.get(index).toMillis() / 1e3);
    }

    private static String rules(RunOutcome outcome) {
        if (outcome.endedEarly()) {
            return "";
        }
        StringBuilder text = new StringBuilder("""
                | rule | checked | |
                | --- | --: | --- |
                """);
        for (Verdict verdict : outcome.verdicts()) {
            text.append("| %s | %d | %s |\n".formatted(verdict.rule().words(), verdict.looked(), words(verdict)));
        }
        return text.toString();
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Held held -> "held";
            case Verdict.Broken broken -> "**broken " + broken.problems().size() + " times**";
            case Verdict.NotLookedAt unseen -> "**not checked**";
        };
    }

    private static String lost(RunOutcome outcome) {
        if (outcome.endedEarly()) {
            return "The run was ended early: the rules were not checked.\n";
        }
        List<String> lines = new ArrayList<>();
        for (Verdict verdict : outcome.verdicts()) {
            verdict.problems().stream()
                    .limit(TOLD)
                    .forEach(one -> lines.add("- " + verdict.rule().words() + ": " + one));
        }
        outcome.incidents().stream()
                .filter(incident -> incident.recovery().isEmpty())
                .forEach(incident -> lines.add("- latency was not back to usual within 90 s after: "
                        + incident.fault().words()));
        return lines.isEmpty()
                ? "What went wrong: **nothing**.\n"
                : "What went wrong:\n\n" + String.join("\n", lines) + "\n";
    }

    private static String minutes(Duration duration) {
        return "%d min %02d s".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}
