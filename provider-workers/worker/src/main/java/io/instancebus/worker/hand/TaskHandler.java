package io.instancebus.worker.hand;

/** Handles a delivery on a thread of its own, and settles it before it returns. */
@FunctionalInterface
public interface TaskHandler {
    void handle(Delivery delivery);
}
