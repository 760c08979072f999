package io.instancebus.projector;

import io.instancebus.projector.kafka.Projection;
import io.instancebus.service.OwnGauges;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;

/** The meters of the projector: its lag, the events it applied, the instances it set aside, and the dead letters. */
final class ProjectionMeters implements AutoCloseable {
    private final OwnGauges gauges;
    private final MeterRegistry registry;
    private final List<Meter> counters;

    /** @param setAside the number of instances that the view has already set aside */
    ProjectionMeters(Projection projection, long setAside, MeterRegistry registry) {
        this.registry = registry;
        this.gauges = new OwnGauges(registry)
                .add(
                        "instancebus.projection.lag.records",
                        "Records of this projector's partitions that are not in the view",
                        Tags.empty(),
                        () -> lag(projection.progress().lag()))
                .add(
                        "instancebus.projection.set.aside.instances",
                        "Instances that this projector knows as set aside",
                        Tags.empty(),
                        () -> setAside + projection.progress().setAside());
        this.counters = List.of(
                FunctionCounter.builder(
                                "instancebus.projection.events",
                                projection,
                                each -> each.progress().applied())
                        .description("Events that this projector has applied to the view")
                        .register(registry),
                FunctionCounter.builder("instancebus.projection.dead.letters", projection, Projection::deadLetters)
                        .description("Unreadable records that were published as dead letters")
                        .register(registry));
    }

    private static double lag(long known) {
        return known < 0 ? Double.NaN : known;
    }

    @Override
    public void close() {
        gauges.close();
        counters.forEach(registry::remove);
    }
}
