package io.instancebus.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An instance according to its events: the fold of {@link #evolve} over its history, and nothing else.
 *
 * @param version the sequence of the last event
 * @param details null only between the first event and the second
 * @param vanished whether the provider no longer knows it
 */
public record Instance(
        InstanceId id,
        long version,
        String account,
        ProviderType providerType,
        InstanceState state,
        @Nullable InstanceDetails details,
        boolean vanished,
        Instant updatedAt) {

    /** The instance after an event; null before the first. An event out of order is an IllegalArgumentException. */
    public static Instance evolve(@Nullable Instance before, Event event) {
        Instance base = before == null ? unborn(event) : before;
        if (event.sequence() != base.version + 1) {
            throw new IllegalArgumentException("instance " + base.id + " is at version " + base.version
                    + " and cannot take event " + event.sequence());
        }
        return switch (event.body()) {
            case Event.InstanceStateChanged changed -> base.with(event, changed.to(), base.details, base.vanished);
            case Event.InstanceDetailsChanged changed -> base.with(event, base.state, changed.details(), base.vanished);
            case Event.InstanceVanished vanished -> base.with(event, base.state, base.details, true);
            case Event.InstanceReappeared reappeared -> base.with(event, base.state, base.details, false);
            case Event.Answer answer -> base.with(event, base.state, base.details, base.vanished);
            case Event.CommandRejected rejected -> base.with(event, base.state, base.details, base.vanished);
            case Event.InstanceStalled stalled -> base.with(event, base.state, base.details, base.vanished);
            case Event.StrayMachineDestroyed destroyed -> base.with(event, base.state, base.details, base.vanished);
            case Event.StrayMachineLeft left -> base.with(event, base.state, base.details, base.vanished);
            case Event.RunCompleted completed -> base.with(event, base.state, base.details, base.vanished);
        };
    }

    private static Instance unborn(Event first) {
        ProviderType type = first.providerType();
        if (type == null) {
            throw new IllegalArgumentException("the first event of " + first.instanceId() + " names no provider");
        }
        return new Instance(
                first.instanceId(), 0, first.account(), type, InstanceState.START, null, false, first.recordedAt());
    }

    private Instance with(Event event, InstanceState state, @Nullable InstanceDetails details, boolean vanished) {
        return new Instance(id, event.sequence(), account, providerType, state, details, vanished, event.recordedAt());
    }

    /** The provider's id, once it is known. */
    public @Nullable String nativeId() {
        return details == null ? null : details.nativeId();
    }
}
