package io.instancebus.mapping;

import io.instancebus.avro.CommandAccepted;
import io.instancebus.avro.CommandFailed;
import io.instancebus.avro.CommandOutcomeUnknown;
import io.instancebus.avro.CommandRejected;
import io.instancebus.avro.CommandSucceeded;
import io.instancebus.avro.DetailChange;
import io.instancebus.avro.InstanceDetailsChanged;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceReappeared;
import io.instancebus.avro.InstanceStalled;
import io.instancebus.avro.InstanceStateChanged;
import io.instancebus.avro.InstanceVanished;
import io.instancebus.avro.RunCompleted;
import io.instancebus.avro.StrayMachineDestroyed;
import io.instancebus.avro.StrayMachineLeft;
import io.instancebus.domain.Event;
import io.instancebus.domain.RunResult;

/** Maps events. Their readers, the client and the view, use the Avro form. */
public final class EventMapping {
    private EventMapping() {}

    public static InstanceEvent toAvro(Event event) {
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
        setBody(avro, event);
        return avro;
    }

    private static void setBody(InstanceEvent avro, Event event) {
        switch (event.body()) {
            case Event.CommandAccepted accepted ->
                avro.setCommandAccepted(new CommandAccepted(
                        EnumMapping.toAvro(accepted.commandType()), accepted.deadline(), accepted.queued()));
            case Event.CommandRejected rejected ->
                avro.setCommandRejected(new CommandRejected(
                        EnumMapping.toAvro(rejected.type()), EnumMapping.toAvro(rejected.code()), rejected.reason()));
            case Event.CommandSucceeded succeeded ->
                avro.setCommandSucceeded(new CommandSucceeded(EnumMapping.toAvro(succeeded.commandType())));
            case Event.CommandFailed failed ->
                avro.setCommandFailed(new CommandFailed(
                        EnumMapping.toAvro(failed.commandType()), ValueMapping.toAvro(failed.failure())));
            case Event.CommandOutcomeUnknown unknown ->
                avro.setCommandOutcomeUnknown(new CommandOutcomeUnknown(
                        EnumMapping.toAvro(unknown.commandType()), unknown.reason(), unknown.nextStep()));
            case Event.InstanceStateChanged changed -> avro.setInstanceStateChanged(stateChanged(changed));
            case Event.InstanceDetailsChanged changed ->
                avro.setInstanceDetailsChanged(new InstanceDetailsChanged(
                        ValueMapping.toAvro(changed.details()),
                        EnumMapping.toAvro(changed.cause()),
                        changed.changes().stream()
                                .map(each -> new DetailChange(each.field(), each.from(), each.to()))
                                .toList()));
            case Event.InstanceStalled stalled ->
                avro.setInstanceStalled(
                        new InstanceStalled(EnumMapping.toAvro(stalled.state()), stalled.since(), stalled.reason()));
            case Event.InstanceVanished vanished ->
                avro.setInstanceVanished(new InstanceVanished(vanished.reason(), vanished.misses()));
            case Event.InstanceReappeared reappeared ->
                avro.setInstanceReappeared(new InstanceReappeared(reappeared.reason()));
            case Event.StrayMachineDestroyed destroyed ->
                avro.setStrayMachineDestroyed(new StrayMachineDestroyed(destroyed.nativeId(), destroyed.reason()));
            case Event.StrayMachineLeft left ->
                avro.setStrayMachineLeft(
                        new StrayMachineLeft(left.nativeId(), ValueMapping.toAvro(left.failure()), left.nextStep()));
            case Event.RunCompleted completed -> avro.setRunCompleted(completed(completed.result()));
        }
    }

    private static InstanceStateChanged stateChanged(Event.InstanceStateChanged changed) {
        return new InstanceStateChanged(
                EnumMapping.toAvro(changed.from()),
                EnumMapping.toAvro(changed.to()),
                EnumMapping.toAvro(changed.cause()),
                changed.reason(),
                changed.failure() == null ? null : ValueMapping.toAvro(changed.failure()),
                SnapshotMapping.names(changed.actions()));
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
}
