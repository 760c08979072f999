package io.instancebus.faults;

import io.instancebus.faults.plan.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code instance-bus faults}. */
@Command(
        name = "instance-bus faults",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts each service as a separate process, with its own Kafka broker, registry and PostgreSQL, "
                    + "breaks all of them in turn while commands stream in, and then checks that nothing was lost.",
            "Everything is on this machine's loopback, and follows from the seed. Ctrl-C ends the run with a report "
                    + "of the results so far. The exit status is 0 if every rule held, and 1 otherwise."
        })
public final class FaultsMain implements Callable<Integer> {
    private static final Duration AFTER_CTRL_C = Duration.ofSeconds(60);

    @Option(names = "--seed", paramLabel = "N", description = "The seed of all random choices (default: the clock).")
    private @Nullable Long seed;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "30m",
            description = "How long faults are injected: 90s, 30m, 2h (default: ${DEFAULT-VALUE}).")
    private String duration = "30m";

    @Option(
            names = "--publishers",
            paramLabel = "N",
            defaultValue = "3",
            description = "The number of publishers (default: ${DEFAULT-VALUE}).")
    private int publishers;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "8",
            description = "Commands per second of all publishers together (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--brief",
            description = "The shortest possible patience, faults and pauses. For a run of two minutes.")
    private boolean brief;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            description = "Only these kinds of fault: ${COMPLETION-CANDIDATES} (default: all).")
    private Set<Kind> only = EnumSet.allOf(Kind.class);

    @Option(names = "--without", paramLabel = "KIND", split = ",", description = "All but these kinds of fault.")
    private Set<Kind> without = EnumSet.noneOf(Kind.class);

    @Option(
            names = "--prove",
            description = "Breaks no service, but breaks each rule once, and checks that the checks detect it. "
                    + "Takes about ten minutes.")
    private boolean prove;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A new folder for data and logs, which stay there (default: one in the temporary folder).")
    private @Nullable Path data;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "The Markdown report to write, with a chart beside it (default: report.md in DIR).")
    private @Nullable Path report;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new FaultsMain())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("instance-bus faults: " + failure);
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        Path folder = data == null ? Files.createTempDirectory("instance-bus-faults-") : data;
        Files.createDirectories(folder.resolve("logs"));
        try (var there = Files.list(folder)) {
            if (there.anyMatch(file -> !file.endsWith("logs"))) {
                throw new IllegalArgumentException(folder + " is not empty; name a new folder");
            }
        }
        // Logs would disturb the output on the terminal.
        System.setProperty("logback.configurationFile", "logback-faults.xml");
        System.setProperty("faults.log", folder.resolve("logs/faults.log").toString());
        Options options = new Options(
                seed == null ? System.currentTimeMillis() : seed,
                time(duration),
                publishers,
                rate,
                folder,
                brief,
                kinds());
        System.out.println("Seed " + options.seed());
        if (prove) {
            return prove(options, report == null ? folder.resolve("report.md") : report);
        }
        FaultRun run = new FaultRun(options, System.out);
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(run, done)));
        try {
            RunOutcome outcome = run.run();
            Path file = report == null ? folder.resolve("report.md") : report;
            FaultsReport.write(outcome, file);
            System.out.println();
            System.out.println(FaultsReport.markdown(outcome, "chart"));
            System.out.println("The report is in " + file + ", data and logs are in " + folder);
            return outcome.good() ? 0 : 1;
        } finally {
            done.countDown();
        }
    }

    private static int prove(Options options, Path file) throws IOException, InterruptedException, SQLException {
        List<Proof.Finding> findings = new Proof(options.forProof(), System.out).run();
        ProofReport.write(options, findings, file);
        System.out.println("The report is in " + file + ", data and logs are in " + options.data());
        return findings.stream().allMatch(Proof.Finding::proven) ? 0 : 1;
    }

    private static void stop(FaultRun run, CountDownLatch done) {
        run.stop();
        try {
            var _ = done.await(AFTER_CTRL_C.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<Kind> kinds() {
        Set<Kind> kinds = EnumSet.copyOf(only);
        kinds.removeAll(without);
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("--only and --without leave no kind of fault");
        }
        return kinds;
    }

    private static Duration time(String text) {
        try {
            return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a duration; write 90s, 30m or 2h", e);
        }
    }
}
