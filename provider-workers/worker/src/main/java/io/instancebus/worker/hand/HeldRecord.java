package io.instancebus.worker.hand;

import io.instancebus.domain.Task;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.time.SteadyTime;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record that a share consumer holds, and its task. */
final class HeldRecord implements Delivery {
    private final ConsumerRecord<byte[], byte[]> record;
    private final Task task;
    private final SteadyTime receivedAt;
    private final SteadyTime heldUntil;
    private final Acknowledgements acknowledgements;
    private final AtomicBoolean settled = new AtomicBoolean();

    HeldRecord(
            ConsumerRecord<byte[], byte[]> record,
            Task task,
            SteadyTime receivedAt,
            SteadyTime heldUntil,
            Acknowledgements acknowledgements) {
        this.record = record;
        this.task = task;
        this.receivedAt = receivedAt;
        this.heldUntil = heldUntil;
        this.acknowledgements = acknowledgements;
    }

    @Override
    public Task task() {
        return task;
    }

    @Override
    public @Nullable TraceParent trace() {
        return TraceParent.from(record.headers()).orElse(null);
    }

    @Override
    public int deliveryCount() {
        return record.deliveryCount().orElse((short) 1);
    }

    @Override
    public SteadyTime receivedAt() {
        return receivedAt;
    }

    @Override
    public SteadyTime heldUntil() {
        return heldUntil;
    }

    @Override
    public void accept() {
        settle(AcknowledgeType.ACCEPT);
    }

    @Override
    public void release() {
        settle(AcknowledgeType.RELEASE);
    }

    private void settle(AcknowledgeType type) {
        if (settled.compareAndSet(false, true)) {
            acknowledgements.add(record, type);
        }
    }
}
