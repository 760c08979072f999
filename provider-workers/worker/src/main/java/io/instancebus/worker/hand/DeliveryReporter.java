package io.instancebus.worker.hand;

import io.instancebus.domain.Report;
import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.report.Reporter;
import io.instancebus.worker.report.TracedReport;
import java.time.Duration;

/** Publishes reports about a delivery: before the end of its lock while it is held, and with patience afterwards. */
final class DeliveryReporter {
    /** A release needs this time to reach the broker before the lock ends. */
    private static final Duration BEFORE_LOCK_END = Duration.ofSeconds(2);

    private static final Duration AFTERWARDS = Duration.ofMinutes(2);

    private final Reporter reporter;
    private final SteadyClock clock;

    DeliveryReporter(Reporter reporter, SteadyClock clock) {
        this.reporter = reporter;
        this.clock = clock;
    }

    void whileHeld(Delivery delivery, Report report) throws NotReported {
        tell(delivery, report, delivery.heldUntil().minus(BEFORE_LOCK_END));
    }

    void afterwards(Delivery delivery, Report report) throws NotReported {
        tell(delivery, report, clock.now().plus(AFTERWARDS));
    }

    private void tell(Delivery delivery, Report report, SteadyTime until) throws NotReported {
        reporter.report(delivery.task().account(), new TracedReport(report, delivery.trace()), until);
    }
}
