package io.instancebus.worker.measure;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** How many tasks of a queue are under way, in all hands that take from it. */
final class HeldTasks {
    private final AtomicInteger now = new AtomicInteger();

    HeldTasks(String queue, MeterRegistry registry) {
        Gauge.builder("instancebus.tasks.held", now, AtomicInteger::get)
                .description("Tasks that are under way in this worker")
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
