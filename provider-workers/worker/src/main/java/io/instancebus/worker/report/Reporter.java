package io.instancebus.worker.report;

import io.instancebus.time.SteadyTime;
import java.util.List;

/** Where hands and watchers say what they saw. Safe for many threads. */
public interface Reporter {

    /**
     * Returns once the bus has the report for good. What goes wrong meanwhile is tried again until then.
     *
     * @param account that the instance belongs to
     * @throws NotReported the time was over, or the caller was interrupted; the bus may have it all the same
     */
    default void report(String account, TracedReport report, SteadyTime until) throws NotReported {
        reportAll(account, List.of(report), until);
    }

    /**
     * Returns once the bus has them all for good.
     *
     * @throws NotReported as above; some of them may be there
     */
    void reportAll(String account, List<TracedReport> reports, SteadyTime until) throws NotReported;
}
