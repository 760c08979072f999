package io.instancebus.command.mapping;

import io.instancebus.avro.CommandAccepted;
import io.instancebus.avro.CommandFailed;
import io.instancebus.avro.CommandOutcomeUnknown;
import io.instancebus.avro.CommandRejected;
import io.instancebus.avro.CommandSucceeded;
import io.instancebus.avro.InstanceDetailsChanged;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceReappeared;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.InstanceStalled;
import io.instancebus.avro.InstanceStateChanged;
import io.instancebus.avro.InstanceVanished;
import io.instancebus.avro.RunCompleted;
import io.instancebus.avro.StrayMachineDestroyed;
import io.instancebus.avro.StrayMachineLeft;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.Event;
import io.instancebus.domain.Instance;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.LegalActions;
import io.instancebus.domain.RunResult;
import org.jspecify.annotations.Nullable;

/** Events and snapshots, to the bus. */
public final class EventMapping {
    private EventMapping() {}

    public static InstanceEvent avro(Event event) {
        InstanceEvent avro = new InstanceEvent();
        avro.setEventId(event.eventId());
        avro.setInstanceId(event.instanceId().value());
        avro.setSequence(event.sequence());
        avro.setOccurredAt(event.occurredAt());
        avro.setRecordedAt(event.recordedAt());
        avro.setAccount(event.account());
        avro.setProvider(
                event.providerType() == null ? "" : event.providerType().label());
        avro.setActor(event.actor());
        avro.setCommandId(event.commandId() == null ? null : event.commandId().value());
        avro.setCorrelationId(event.correlationId());
        avro.setCausationId(event.causationId());
        avro.setType(event.body().getClass().getSimpleName());
        setBody(avro, event.body());
        return avro;
    }

    private static void setBody(InstanceEvent avro, Event.Body body) {
        switch (body) {
            case Event.CommandAccepted accepted ->
                avro.setCommandAccepted(
                        new CommandAccepted(avro(accepted.commandType()), accepted.deadline(), accepted.queued()));
            case Event.CommandRejected rejected ->
                avro.setCommandRejected(new CommandRejected(
                        avro(rejected.type()),
                        io.instancebus.avro.RejectionCode.valueOf(
                                rejected.code().name()),
                        rejected.reason()));
            case Event.CommandSucceeded succeeded ->
                avro.setCommandSucceeded(new CommandSucceeded(avro(succeeded.commandType())));
            case Event.CommandFailed failed ->
                avro.setCommandFailed(
                        new CommandFailed(avro(failed.commandType()), ValueMapping.avro(failed.failure())));
            case Event.CommandOutcomeUnknown unknown ->
                avro.setCommandOutcomeUnknown(
                        new CommandOutcomeUnknown(avro(unknown.commandType()), unknown.reason(), unknown.nextStep()));
            case Event.InstanceStateChanged changed -> avro.setInstanceStateChanged(stateChanged(changed));
            case Event.InstanceDetailsChanged changed ->
                avro.setInstanceDetailsChanged(new InstanceDetailsChanged(ValueMapping.avro(changed.details())));
            case Event.InstanceStalled stalled ->
                avro.setInstanceStalled(new InstanceStalled(avro(stalled.state()), stalled.since(), stalled.reason()));
            case Event.InstanceVanished vanished ->
                avro.setInstanceVanished(new InstanceVanished(vanished.reason(), vanished.misses()));
            case Event.InstanceReappeared reappeared ->
                avro.setInstanceReappeared(new InstanceReappeared(reappeared.reason()));
            case Event.StrayMachineDestroyed destroyed ->
                avro.setStrayMachineDestroyed(new StrayMachineDestroyed(destroyed.nativeId(), destroyed.reason()));
            case Event.StrayMachineLeft left ->
                avro.setStrayMachineLeft(
                        new StrayMachineLeft(left.nativeId(), ValueMapping.avro(left.failure()), left.nextStep()));
            case Event.RunCompleted completed -> avro.setRunCompleted(completed(completed.result()));
        }
    }

    private static InstanceStateChanged stateChanged(Event.InstanceStateChanged changed) {
        return new InstanceStateChanged(
                avro(changed.from()),
                avro(changed.to()),
                io.instancebus.avro.Cause.valueOf(changed.cause().name()),
                changed.reason(),
                changed.failure() == null ? null : ValueMapping.avro(changed.failure()));
    }

    private static RunCompleted completed(RunResult result) {
        return new RunCompleted(
                result.exitStatus(),
                result.signal(),
                result.output(),
                result.truncated(),
                result.timedOut(),
                result.hostKey(),
                result.duration().toMillis());
    }

    /** Null while there are no details yet, which no decision leaves behind. */
    public static @Nullable InstanceSnapshot snapshot(Aggregate.Live live) {
        Instance instance = live.instance();
        InstanceDetails details = instance.details();
        if (details == null) {
            return null;
        }
        return new InstanceSnapshot(
                instance.id().value(),
                instance.version(),
                instance.account(),
                instance.providerType().label(),
                avro(instance.state()),
                LegalActions.of(instance.providerType(), instance.state()).stream()
                        .map(CommandType::name)
                        .toList(),
                ValueMapping.avro(details),
                instance.vanished(),
                live.work().destroying(),
                live.work().watch().number(),
                instance.updatedAt());
    }

    private static io.instancebus.avro.CommandType avro(@Nullable CommandType type) {
        return type == null
                ? io.instancebus.avro.CommandType.UNKNOWN
                : io.instancebus.avro.CommandType.valueOf(type.name());
    }

    private static io.instancebus.avro.InstanceState avro(InstanceState state) {
        return io.instancebus.avro.InstanceState.valueOf(state.name());
    }
}
