package io.instancebus.service;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The gauges of one part. They are removed with the part, so that its successor can register gauges of the same names.
 */
public final class OwnGauges implements AutoCloseable {
    private final MeterRegistry registry;
    private final List<Meter> gauges = new ArrayList<>();

    public OwnGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param value called by any thread at each scrape; returns at once. NaN while the value is unknown */
    public synchronized OwnGauges add(String name, String description, Tags tags, Supplier<Number> value) {
        gauges.add(Gauge.builder(name, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry));
        return this;
    }

    @Override
    public synchronized void close() {
        gauges.forEach(registry::remove);
        gauges.clear();
    }
}
