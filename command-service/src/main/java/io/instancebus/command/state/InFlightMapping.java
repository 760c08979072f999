package io.instancebus.command.state;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.command.state.avro.StoredChange;
import io.instancebus.command.state.avro.StoredLately;
import io.instancebus.command.state.avro.StoredRun;
import io.instancebus.command.state.avro.StoredWaiting;
import io.instancebus.command.state.avro.StoredWatch;
import io.instancebus.command.state.avro.StoredWork;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.InFlight;
import io.instancebus.mapping.CommandMapping;
import java.nio.ByteBuffer;

/** Maps work in flight to and from its stored form. */
final class InFlightMapping {
    private final AvroBinary<InstanceCommand> commands;

    InFlightMapping(AvroBinary<InstanceCommand> commands) {
        this.commands = commands;
    }

    StoredWork stored(InFlight inFlight) {
        return new StoredWork(
                inFlight.requestKey(),
                inFlight.createdAt(),
                inFlight.operation() == null ? null : stored(inFlight.operation()),
                inFlight.queue().stream()
                        .map(waiting -> new StoredWaiting(stored(waiting.command()), waiting.deadline()))
                        .toList(),
                inFlight.runs().stream().map(this::stored).toList(),
                inFlight.strays().stream().map(StrayRemovalMapping::stored).toList(),
                stored(inFlight.observations()),
                inFlight.forgetAt(),
                inFlight.upSince(),
                inFlight.recentSuccess() == null ? null : stored(inFlight.recentSuccess()));
    }

    InFlight inFlight(StoredWork stored) {
        return new InFlight(
                stored.getRequestKey(),
                stored.getCreatedAt(),
                stored.getChange() == null ? null : operation(stored.getChange()),
                stored.getQueue().stream()
                        .map(waiting ->
                                new InFlight.QueuedCommand(command(waiting.getCommand()), waiting.getDeadline()))
                        .toList(),
                stored.getRuns().stream().map(this::run).toList(),
                stored.getSweeps().stream().map(StrayRemovalMapping::stray).toList(),
                observations(stored.getWatch()),
                stored.getForgetAt(),
                stored.getUpSince(),
                stored.getLately() == null ? null : recentSuccess(stored.getLately()));
    }

    private StoredChange stored(InFlight.Operation operation) {
        return new StoredChange(
                stored(operation.command()),
                operation.deadline(),
                operation.attempt(),
                operation.failures(),
                PhaseMapping.stored(operation.phase()),
                operation.progressAt(),
                operation.progress(),
                operation.stalled(),
                operation.stallDeadline());
    }

    private InFlight.Operation operation(StoredChange stored) {
        return new InFlight.Operation(
                command(stored.getCommand()),
                stored.getDeadline(),
                stored.getAttempt(),
                stored.getFailures(),
                PhaseMapping.phase(stored.getPhase()),
                stored.getProgressAt(),
                stored.getProgress(),
                stored.getStalled(),
                stored.getNextPatienceAt());
    }

    private StoredRun stored(InFlight.Run run) {
        return new StoredRun(
                stored(run.command()),
                run.deadline(),
                run.attempt(),
                run.failures(),
                PhaseMapping.stored(run.phase()),
                run.answered(),
                run.failingSince(),
                run.stalled());
    }

    private InFlight.Run run(StoredRun stored) {
        return new InFlight.Run(
                command(stored.getCommand()),
                stored.getDeadline(),
                stored.getAttempt(),
                stored.getFailures(),
                PhaseMapping.attempt(stored.getPhase(), stored.getDeadline()),
                stored.getAnswered(),
                stored.getFailingSince(),
                stored.getStalled());
    }

    private static StoredLately stored(InFlight.RecentSuccess recentSuccess) {
        return new StoredLately(
                recentSuccess.type().name(),
                recentSuccess.actor(),
                recentSuccess.commandId().value(),
                recentSuccess.correlationId(),
                recentSuccess.until());
    }

    private static InFlight.RecentSuccess recentSuccess(StoredLately stored) {
        return new InFlight.RecentSuccess(
                CommandType.valueOf(stored.getType()),
                stored.getActor(),
                new CommandId(stored.getCommandId()),
                stored.getCorrelationId(),
                stored.getUntil());
    }

    private static StoredWatch stored(InFlight.Observations observations) {
        return new StoredWatch(
                observations.number(),
                observations.outstanding(),
                observations.nextAt(),
                observations.step(),
                observations.epoch(),
                observations.pass(),
                observations.misses());
    }

    private static InFlight.Observations observations(StoredWatch stored) {
        return new InFlight.Observations(
                stored.getNumber(),
                stored.getOutstanding(),
                stored.getNextAt(),
                stored.getStep(),
                stored.getEpoch(),
                stored.getPass(),
                stored.getMisses());
    }

    private ByteBuffer stored(Command command) {
        return ByteBuffer.wrap(commands.write(CommandMapping.toAvro(command)));
    }

    private Command command(ByteBuffer stored) {
        return CommandMapping.accepted(commands.read(stored));
    }
}
