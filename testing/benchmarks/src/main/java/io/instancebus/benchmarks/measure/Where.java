package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.report.Aim;
import io.instancebus.benchmarks.report.Result;
import io.instancebus.benchmarks.report.Row;
import io.instancebus.benchmarks.report.Series;
import io.instancebus.benchmarks.report.Table;
import io.instancebus.benchmarks.report.Waterfall;
import io.instancebus.benchmarks.stand.Postgres;
import io.instancebus.benchmarks.where.FollowedRun;
import io.instancebus.benchmarks.where.Load;
import io.instancebus.benchmarks.where.WithoutSightings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** For what a create waits, from the publisher's send to its row in the view. */
public final class Where implements Measure {
    /** As the embedded default has them. */
    private static final int FEW = 2;
    /** As a deployment may have them. */
    private static final int MANY = 24;

    @Override
    public String name() {
        return "where";
    }

    @Override
    public String title() {
        return "Where a create's time goes";
    }

    @Override
    public int seconds() {
        return 120;
    }

    @Override
    public Result run(Bench bench) throws Exception {
        Stopwatch all = new Stopwatch();
        Found found = new Found(bench);
        try (Postgres postgres = Postgres.withCommitTimes(bench.folder("postgres-where"))) {
            int count = bench.size(12_000, 100);
            new FollowedRun(bench.broker(), postgres, bench.folder("where"), FEW)
                    .of("warm-up", new Load.Full(bench.size(3_000, 20)));
            FollowedRun.Findings full = found.add("full", "full load", run(bench, postgres, FEW), new Load.Full(count));
            found.add(
                    "observed",
                    "full load, each observed",
                    new FollowedRun(bench.broker(), postgres, bench.folder("where"), FEW, WithoutSightings::of),
                    new Load.Full(count));
            int third = Math.max(1, (int) (full.perSecond() / 3));
            found.add(
                    "third",
                    "a third of the full load",
                    run(bench, postgres, FEW),
                    new Load.Paced(bench.quick() ? 50 : third * 8, bench.quick() ? 50 : third));
            found.add(
                    "partitions",
                    "full load, " + MANY + " partitions",
                    run(bench, postgres, MANY),
                    new Load.Full(count));
            found.add("alone", "one at a time", run(bench, postgres, FEW), new Load.OneByOne(bench.size(20, 2)));
            found.add(
                    "rest",
                    "at rest",
                    run(bench, postgres, FEW),
                    new Load.AtRest(Duration.ofSeconds(bench.size(10, 1))));
        }
        return bench.result(
                this,
                all.from(),
                "Creates through the whole pipeline as above: " + FEW
                        + " partitions but for one run, one worker with a sandbox"
                        + " whose delays are zero, so that its answers show machines that run (but for the run \"each"
                        + " observed\"), PostgreSQL. Up to 1,000 creates of the middle 80 % are followed."
                        + " Records have the time of the append (commands, tasks, reports) or of the decision (events,"
                        + " requested observations), to the millisecond. The broker's files have the time of each transaction's marker,"
                        + " PostgreSQL that of each commit. Interceptors note each poll, a proxy each call of the provider."
                        + " A share consumer takes no interceptor, so that the wait for the worker's poll and that for a"
                        + " thread are one step. A picture shows each step as long as its median, where the median begins;"
                        + " the thin line reaches to the 90th percentile. Threads: processor time as the system counts it,"
                        + " the rest by samples of the states every 100 ms; the time \"for a core\" is that of threads that"
                        + " could run and did not.",
                found.rows,
                List.of(),
                found.waterfalls,
                found.tables,
                found.notes);
    }

    private static FollowedRun run(Bench bench, Postgres postgres, int partitions) throws Exception {
        return new FollowedRun(bench.broker(), postgres, bench.folder("where"), partitions);
    }

    /** What is told of all runs. */
    private static final class Found {
        private final Bench bench;
        private final List<Row> rows = new ArrayList<>();
        private final List<Waterfall> waterfalls = new ArrayList<>();
        private final List<Table> tables = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        Found(Bench bench) {
            this.bench = bench;
        }

        FollowedRun.Findings add(String name, String what, FollowedRun run, Load load) throws Exception {
            FollowedRun.Findings findings = run.of(what, load);
            if (load.count() > 0) {
                steps(name, what, load, findings);
            } else {
                rows.add(Row.of("processor time, " + what, "% of a core", Series.of(100 * findings.cores())));
                bench.say("%s: %.1f %% of a core", what, 100 * findings.cores());
            }
            tables.add(findings.threads());
            tables.add(findings.requests());
            notes.addAll(findings.notes());
            return findings;
        }

        private void steps(String name, String what, Load load, FollowedRun.Findings findings) {
            Series median = Series.of(findings.steps().totals().median());
            rows.add(
                    load instanceof Load.OneByOne
                            ? Row.of("create → RUNNING in the view, " + what + ", p50", "ms", median, Aim.atMost(60))
                            : Row.of("create → RUNNING in the view, " + what + ", p50", "ms", median));
            waterfalls.add(findings.steps().waterfall("where-" + name, "From send to row, " + what));
            tables.add(findings.steps().table("Steps: " + what));
            bench.say(
                    "%s: %,.0f creates/s; p50 %,.0f ms, most of it %s",
                    what,
                    findings.perSecond(),
                    findings.steps().totals().median(),
                    findings.steps().longest());
        }
    }
}
