package io.instancebus.worker.hand;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report;
import io.instancebus.domain.RunResult;
import io.instancebus.time.Clocks;
import io.instancebus.worker.Recorded;
import io.instancebus.worker.report.TracedReport;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RunsTest {
    private static final RunResult RESULT =
            new RunResult(0, null, "up 3 days", false, false, "SHA256:abc", Duration.ofMillis(12));

    private final Clocks clocks = Clocks.system();
    private final Recorded recorded = new Recorded();

    private FakeDelivery delivery(int deliveryCount) {
        return new FakeDelivery(
                Tasks.run(Instant.now().plusSeconds(60)),
                deliveryCount,
                clocks.steady().now(),
                recorded);
    }

    @Test
    void aRunIsAnnouncedAndAcknowledgedBeforeItIsExecuted() {
        FakeDelivery delivery = delivery(1);
        AtomicReference<String> settledAtExecution = new AtomicReference<>("");

        new Runs(
                        (task, run, redelivered) -> {
                            settledAtExecution.set(delivery.settled);
                            return RESULT;
                        },
                        recorded,
                        clocks)
                .handle(delivery);

        assertThat(settledAtExecution.get()).isEqualTo("accepted");
        assertThat(delivery.reportedBefore).singleElement().isInstanceOf(Report.Started.class);
        assertThat(recorded.reports)
                .hasSize(2)
                .last()
                .isEqualTo(new Report.RunFinished(delivery.task().instanceId(), "c-1/i-1", 1, RESULT));
        assertThat(recorded.traced).extracting(TracedReport::trace).containsOnly(delivery.trace());
    }

    @Test
    void aRunThatCannotBeAnnouncedIsNotExecuted() {
        recorded.broken = true;
        AtomicBoolean executed = new AtomicBoolean();
        FakeDelivery delivery = delivery(1);

        new Runs(
                        (task, run, redelivered) -> {
                            executed.set(true);
                            return RESULT;
                        },
                        recorded,
                        clocks)
                .handle(delivery);

        assertThat(executed).isFalse();
        assertThat(delivery.settled).isEqualTo("released");
    }

    @Test
    void aRedeliveredRunIsForTheRunnerToAdopt() {
        AtomicBoolean adopted = new AtomicBoolean();

        new Runs(
                        (task, run, redelivered) -> {
                            adopted.set(redelivered);
                            return RESULT;
                        },
                        recorded,
                        clocks)
                .handle(delivery(2));

        assertThat(adopted).isTrue();
    }

    @Test
    void aRunThatWasCutOffIsUnknownAndOneThatNeverBeganFailed() {
        Failure failure = Failure.of(FailureCategory.RETRYABLE, "connection refused");
        Runs cutOff = new Runs(
                (task, run, redelivered) -> {
                    throw TaskFailure.outcomeUnknown(failure, null);
                },
                recorded,
                clocks);
        Runs refused = new Runs(
                (task, run, redelivered) -> {
                    throw TaskFailure.because(failure, null);
                },
                recorded,
                clocks);

        cutOff.handle(delivery(1));
        assertThat(recorded.reports).last().isInstanceOf(Report.OutcomeUnknown.class);
        refused.handle(delivery(1));
        assertThat(recorded.reports).last().isInstanceOf(Report.Failed.class);
    }

    @Test
    void aRunThatIsInterruptedByAStopIsStillReported() {
        Runs runs = new Runs(
                (task, run, redelivered) -> {
                    Thread.currentThread().interrupt();
                    throw TaskFailure.outcomeUnknown(Failure.of(FailureCategory.INTERNAL, "stopped"), null);
                },
                (account, reports, until) -> {
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    recorded.reportAll(account, reports, until);
                },
                clocks);

        runs.handle(delivery(1));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(recorded.reports).last().isInstanceOf(Report.OutcomeUnknown.class);
    }
}
