package io.instancebus.worker;

import io.instancebus.domain.AccountNews;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.report.AccountJournal;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.report.Reporter;
import io.instancebus.worker.report.TracedReport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The reports in memory; can be made to fail. */
public final class Recorded implements Reporter, AccountJournal {
    public final List<Report> reports = new CopyOnWriteArrayList<>();
    public final List<TracedReport> traced = new CopyOnWriteArrayList<>();
    public final List<AccountNews> news = new CopyOnWriteArrayList<>();
    public volatile boolean broken;

    @Override
    public void reportAll(String account, List<TracedReport> all, SteadyTime until) throws NotReported {
        check();
        traced.addAll(all);
        reports.addAll(all.stream().map(TracedReport::report).toList());
    }

    @Override
    public void publish(String account, ProviderType provider, AccountNews said) throws NotReported {
        check();
        news.add(said);
    }

    private void check() throws NotReported {
        if (broken) {
            throw new NotReported("the bus is away", null);
        }
    }

    /** The reported observations, oldest first. */
    public List<Report.Observed> observations() {
        return reports.stream()
                .flatMap(report -> report instanceof Report.Observed observed ? Stream.of(observed) : Stream.empty())
                .toList();
    }
}
