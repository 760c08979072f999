package io.instancebus.worker.hand;

import io.instancebus.domain.Task;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.time.SteadyTime;
import org.jspecify.annotations.Nullable;

/** A task in a hand. It is settled once; settling it again changes nothing. */
public interface Delivery {
    Task task();

    /** The trace that the task belongs to, and so what is reported on it; null where it belongs to none. */
    @Nullable
    TraceParent trace();

    /** 1 the first time. More proves nothing but that an earlier hand may have begun. */
    int deliveryCount();

    SteadyTime receivedAt();

    /** When the task is given to another hand unless it was settled. */
    SteadyTime heldUntil();

    /** It was dealt with: nobody gets it again. */
    void accept();

    /** It was not begun, or could not be told of: another hand gets it. */
    void release();
}
