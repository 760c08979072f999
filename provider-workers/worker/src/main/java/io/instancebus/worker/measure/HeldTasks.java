package io.instancebus.worker.measure;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** The number of tasks of a queue in progress, over all hands that take from it. */
final class HeldTasks {
    private final AtomicInteger now = new AtomicInteger();

    HeldTasks(String queue, MeterRegistry registry) {
        Gauge.builder("instancebus.tasks.held", now, AtomicInteger::get)
                .description("Tasks in progress in this worker")
                .tag("queue", queue)
                .strongReference(true)
                .register(registry);
    }

    void begin() {
        now.incrementAndGet();
    }

    void end() {
        now.decrementAndGet();
    }
}
