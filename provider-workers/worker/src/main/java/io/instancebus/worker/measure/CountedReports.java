package io.instancebus.worker.measure;

import io.instancebus.domain.Report;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.report.Reporter;
import io.instancebus.worker.report.TracedReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Counts reports about tasks after they are published. */
final class CountedReports implements Reporter {
    private final Reporter reporter;
    private final Counter started;
    private final Counter accepted;
    private final Counter failed;
    private final Counter deferred;
    private final Counter outcomeUnknown;
    private final Counter runFinished;
    private final Counter observed;
    private final Counter notReported;

    CountedReports(Reporter reporter, String queue, MeterRegistry registry) {
        this.reporter = reporter;
        this.started = counter(registry, queue, "STARTED");
        this.accepted = counter(registry, queue, "ACCEPTED");
        this.failed = counter(registry, queue, "FAILED");
        this.deferred = counter(registry, queue, "DEFERRED");
        this.outcomeUnknown = counter(registry, queue, "OUTCOME_UNKNOWN");
        this.runFinished = counter(registry, queue, "RUN_FINISHED");
        this.observed = counter(registry, queue, "OBSERVED");
        this.notReported = counter(registry, queue, "NOT_REPORTED");
    }

    private static Counter counter(MeterRegistry registry, String queue, String outcome) {
        return Counter.builder("instancebus.task.reports")
                .description("Reports about tasks that this worker has published")
                .tag("queue", queue)
                .tag("outcome", outcome)
                .register(registry);
    }

    @Override
    public void reportAll(String account, List<TracedReport> reports, SteadyTime until) throws NotReported {
        try {
            reporter.reportAll(account, reports, until);
        } catch (NotReported e) {
            notReported.increment(reports.size());
            throw e;
        }
        reports.forEach(each -> counter(each.report()).increment());
    }

    private Counter counter(Report report) {
        return switch (report) {
            case Report.Started _ -> started;
            case Report.Accepted _ -> accepted;
            case Report.Failed _ -> failed;
            case Report.Deferred _ -> deferred;
            case Report.OutcomeUnknown _ -> outcomeUnknown;
            case Report.RunFinished _ -> runFinished;
            case Report.Observed _ -> observed;
        };
    }
}
