package io.instancebus.worker.hand;

import io.instancebus.domain.Task;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.time.SteadyTime;
import org.jspecify.annotations.Nullable;

/** A task in a hand. It is settled once; a further settlement has no effect. */
public interface Delivery {
    Task task();

    /** The task's trace, to which reports about it belong too; null if it has none. */
    @Nullable
    TraceParent trace();

    /** The number of the delivery, from 1. A higher number proves only that an earlier hand may have begun the task. */
    int deliveryCount();

    SteadyTime receivedAt();

    /** The time at which the task is delivered to another hand unless it was settled. */
    SteadyTime heldUntil();

    /** The task is done: it is not delivered again. */
    void accept();

    /** The task was not begun, or its report was not published: another hand gets it. */
    void release();
}
