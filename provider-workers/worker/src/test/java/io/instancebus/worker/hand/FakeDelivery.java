package io.instancebus.worker.hand;

import io.instancebus.domain.Report;
import io.instancebus.domain.Task;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.Recorded;
import java.time.Duration;
import java.util.List;

/** A delivery that records how it was settled, and the reports until then. */
final class FakeDelivery implements Delivery {
    private final Task task;
    private final int deliveryCount;
    private final SteadyTime receivedAt;
    private final Recorded recorded;
    private final TraceParent trace = TraceParent.start(true);
    volatile String settled = "";
    volatile List<Report> reportedBefore = List.of();

    FakeDelivery(Task task, int deliveryCount, SteadyTime receivedAt, Recorded recorded) {
        this.task = task;
        this.deliveryCount = deliveryCount;
        this.receivedAt = receivedAt;
        this.recorded = recorded;
    }

    @Override
    public Task task() {
        return task;
    }

    @Override
    public TraceParent trace() {
        return trace;
    }

    @Override
    public int deliveryCount() {
        return deliveryCount;
    }

    @Override
    public SteadyTime receivedAt() {
        return receivedAt;
    }

    @Override
    public SteadyTime heldUntil() {
        return receivedAt.plus(Duration.ofSeconds(30));
    }

    @Override
    public void accept() {
        settle("accepted");
    }

    @Override
    public void release() {
        settle("released");
    }

    private synchronized void settle(String how) {
        if (settled.isEmpty()) {
            reportedBefore = List.copyOf(recorded.reports);
            settled = how;
        }
    }
}
