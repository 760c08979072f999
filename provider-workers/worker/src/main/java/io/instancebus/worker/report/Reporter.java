package io.instancebus.worker.report;

import io.instancebus.time.SteadyTime;
import java.util.List;

/** Publishes the reports of hands and watchers. Thread-safe. */
public interface Reporter {

    /**
     * Returns when the bus has the report durably; retries failures until then.
     *
     * @param account the account of the instance
     * @throws NotReported if the time is over, or the caller was interrupted; the bus may have the report nevertheless
     */
    default void report(String account, TracedReport report, SteadyTime until) throws NotReported {
        reportAll(account, List.of(report), until);
    }

    /**
     * Returns when the bus has all reports durably.
     *
     * @throws NotReported as above; the bus may have some of them
     */
    void reportAll(String account, List<TracedReport> reports, SteadyTime until) throws NotReported;
}
